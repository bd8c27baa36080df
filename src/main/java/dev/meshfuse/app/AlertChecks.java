package dev.meshfuse.app;

import dev.meshfuse.alert.http.AlertmanagerConfig;
import dev.meshfuse.alert.http.TokenFile;
import dev.meshfuse.definition.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What is wrong with the settings of alerts that are sent. All faults are found at once. */
final class AlertChecks {
    static final String URLS = "meshfuse.alert.alertmanager.urls";
    static final String RESEND = "meshfuse.alert.alertmanager.resend";
    static final String TOKEN_FILE = "meshfuse.alert.alertmanager.token-file";
    static final String TLS = "meshfuse.alert.alertmanager.tls-configuration-name";
    static final String EXTERNAL_URL = "meshfuse.external-url";
    static final String RUNBOOKS_URL = "meshfuse.alert.runbooks-url";

    /** More often would be a load, and tell nothing new. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    /** With more, an alert would stand for hours after its last sending. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final List<Fault> faults = new ArrayList<>();

    private AlertChecks() {}

    static List<Fault> faults(MeshfuseConfig config) {
        AlertChecks checks = new AlertChecks();
        AlertmanagerConfig alertmanager = config.alert().alertmanager();
        checks.alertmanagers(alertmanager.urls().orElse(List.of()));
        Duration resend = alertmanager.resend();
        checks.refuseIf(
                resend.compareTo(SHORTEST) < 0 || resend.compareTo(LONGEST) > 0,
                RESEND,
                "must be at least %d s and at most %d min"
                        .formatted(SHORTEST.toSeconds(), LONGEST.toMinutes()));
        alertmanager.tokenFile().ifPresent(checks::token);
        config.externalUrl().ifPresent(url -> checks.address(EXTERNAL_URL, url));
        config.alert().runbooksUrl().ifPresent(url -> checks.address(RUNBOOKS_URL, url));
        return List.copyOf(checks.faults);
    }

    /**
     * What only the running program can tell.
     *
     * @param known whether there is a TLS configuration of a name
     */
    static List<Fault> tls(MeshfuseConfig config, Predicate<String> known) {
        return config.alert().alertmanager().tlsConfigurationName().stream()
                .filter(name -> !known.test(name))
                .map(name ->
                        new Fault(
                                TLS,
                                "there is no TLS configuration quarkus.tls.%s".formatted(name)))
                .toList();
    }

    private void alertmanagers(List<URI> urls) {
        Set<URI> named = new HashSet<>();
        for (URI url : urls) {
            address(URLS, url);
            refuseIf(!named.add(url), URLS, "'%s' is named twice".formatted(shown(url)));
        }
    }

    private void token(Path file) {
        boolean readable = Files.isReadable(file) && !Files.isDirectory(file);
        refuseIf(!readable, TOKEN_FILE, "'%s' cannot be read".formatted(file));
        refuseIf(
                readable && !new TokenFile(file).isUsable(),
                TOKEN_FILE,
                "what is in it " + TokenFile.WANTED);
    }

    private void address(String key, URI url) {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        refuseIf(
                !isHttp || url.getHost() == null,
                key,
                "'%s' is not an http or https address".formatted(shown(url)));
        refuseIf(
                url.getRawUserInfo() != null,
                key,
                "'%s' must have no credentials: a token belongs into %s"
                        .formatted(shown(url), TOKEN_FILE));
        refuseIf(
                url.getRawQuery() != null || url.getRawFragment() != null,
                key,
                "'%s' must have no query and no fragment".formatted(shown(url)));
    }

    /** Without what may be a password. */
    private static String shown(URI url) {
        return url.toString().replaceFirst("//[^/@]*@", "//…@");
    }

    private void refuseIf(boolean wrong, String key, String reason) {
        if (wrong) {
            faults.add(new Fault(key, reason));
        }
    }
}
