package dev.meshfuse.testing.shop;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import dev.meshfuse.testing.tls.Certificate;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One shop for all tests of the running program, put into their fields of type {@link Shop}. Nobody
 * is in it before a test opens the doors.
 */
public final class ShopResource implements QuarkusTestResourceLifecycleManager {
    /** Kept, because a logger that nobody holds forgets its level. The broker tells a lot. */
    private static final List<Logger> QUIET =
            Stream.of("kafka", "state.change.logger", "org.apache.kafka")
                    .map(Logger::getLogger)
                    .toList();

    /** Argument {@code broker}: with {@code stopped} there is no Kafka until a test starts it. */
    public static final String BROKER = "broker";

    public static final String STOPPED = "stopped";

    /** With this the program must prove who it is, over TLS. */
    public static final String SECURED = "secured";

    /** Argument {@code discovery}: with {@code list} proxies are not found by their pods. */
    public static final String DISCOVERY = "discovery";

    public static final String LIST = "list";

    /** The secret of Flagger's gates. */
    public static final String GATE_TOKEN = "the-secret-of-the-shop";

    /** What Alertmanager must show. */
    public static final String ALERT_TOKEN = "the-token-of-alertmanager";

    /** Argument {@code auth}: with {@code kubernetes} callers are asked who they are. */
    public static final String AUTH = "auth";

    public static final String KUBERNETES = "kubernetes";

    /** Argument {@code alertmanager}: address of one that alerts are sent to. */
    public static final String ALERTMANAGER = "alertmanager";

    private boolean asks;
    private boolean brokerStopped;
    private boolean secured;
    private boolean list;
    private @Nullable String alertmanager;
    private @Nullable Shop shop;

    @Override
    public void init(Map<String, String> arguments) {
        list = LIST.equals(arguments.get(DISCOVERY));
        alertmanager = arguments.get(ALERTMANAGER);
        asks = KUBERNETES.equals(arguments.get(AUTH));
        brokerStopped = STOPPED.equals(arguments.get(BROKER));
        secured = SECURED.equals(arguments.get(BROKER));
    }

    @Override
    public Map<String, String> start() {
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
        Shop opened = secured ? Shop.afterHours(securedBroker()) : Shop.afterHours();
        shop = opened;
        if (brokerStopped) {
            opened.broker().stop();
        }
        Map<String, String> settings =
                new LinkedHashMap<>(list ? opened.settingsWithList() : opened.settings());
        if (secured) {
            opened.broker()
                    .securedClient(EmbeddedBroker.USER, EmbeddedBroker.PASSWORD)
                    .forEach((key, value) -> settings.put("kafka." + key, value));
        }
        if (asks) {
            settings.put("meshfuse.auth.mode", KUBERNETES);
        }
        settings.put("quarkus.kubernetes-client.api-server-url", opened.kubernetes().url());
        settings.put("quarkus.kubernetes-client.token", ShippedRoles.TOKEN);
        for (Logger logger : QUIET) {
            settings.put("quarkus.log.category.\"" + logger.getName() + "\".level", "ERROR");
        }
        settings.put("meshfuse.flagger.gate-token-file", secret(GATE_TOKEN).toString());
        settings.put("meshfuse.alert.webhook.token-file", secret(ALERT_TOKEN).toString());
        if (alertmanager != null) {
            settings.put("meshfuse.alert.alertmanager.urls", alertmanager);
        }
        settings.put("quarkus.http.read-timeout", "3s"); // a test waits for it
        settings.put("quarkus.http.test-port", "0");
        settings.put("quarkus.management.test-port", "0");
        settings.put("quarkus.management.host", "127.0.0.1");
        return settings;
    }

    private static EmbeddedBroker securedBroker() {
        try {
            return EmbeddedBroker.startSecured(
                    Certificate.in(Files.createTempDirectory("meshfuse-tls")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path secret(String text) {
        try {
            Path file = Files.createTempFile("meshfuse", ".token");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(shop, new TestInjector.MatchesType(Shop.class));
    }

    @Override
    public void stop() {
        if (shop != null) {
            shop.close();
        }
    }
}
