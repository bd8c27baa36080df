package dev.meshfuse.testing.kafka;

import dev.meshfuse.testing.tls.Certificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.security.plain.internals.PlainSaslServerProvider;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A single broker in KRaft mode, from Kafka's own artifacts, on free loopback ports, with its data
 * in a new folder.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** May do everything. */
    public static final String USER = "meshfuse";

    /** May do nothing. */
    public static final String STRANGER = "stranger";

    /** Of both. */
    public static final String PASSWORD = "pass-of-the-broker";

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required";

    private final Path data;
    private final String clusterId = Uuid.randomUuid().toString();
    private final int port;
    private final int controllerPort;
    private final int securedPort;
    private final @Nullable SlowLink link;
    private final Map<String, String> more;
    private final @Nullable Certificate certificate;
    private final List<Socket> held = new ArrayList<>();
    private KafkaRaftServer server;

    private EmbeddedBroker(
            boolean isLinked, Map<String, String> more, @Nullable Certificate certificate)
            throws IOException {
        this.more = Map.copyOf(more);
        this.certificate = certificate;
        this.data = Files.createTempDirectory("meshfuse-broker");
        List<Integer> ports = freePorts();
        this.port = ports.get(0);
        this.controllerPort = ports.get(1);
        this.securedPort = ports.get(2);
        this.link = isLinked ? new SlowLink(port) : null;
        format();
        this.server = boot();
    }

    /** Starts a broker; returns when it takes connections. */
    public static EmbeddedBroker start() {
        return start(Map.of());
    }

    /**
     * The same with settings of one's own.
     *
     * @param more settings that come before the usual ones; {@code listener.security.protocol.map}
     *     may make the listener PLAINTEXT something else
     */
    public static EmbeddedBroker start(Map<String, String> more) {
        try {
            return new EmbeddedBroker(false, more, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, where all clients take a way that can be made slow. */
    public static EmbeddedBroker startBehindLink() {
        try {
            return new EmbeddedBroker(true, Map.of(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same, with a second listener that wants TLS, a name and a password. {@link #USER} may do
     * everything, {@link #STRANGER} nothing.
     *
     * @param certificate the listener's
     */
    public static EmbeddedBroker startSecured(Certificate certificate) {
        try {
            return new EmbeddedBroker(false, Map.of(), certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Standard settings of a client of the second listener, with its address.
     *
     * @param user a name
     * @param password what is given for its password
     */
    public Map<String, String> securedClient(String user, String password) {
        Certificate trusted = Objects.requireNonNull(certificate);
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", "127.0.0.1:" + securedPort);
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "PLAIN");
        settings.put(
                "sasl.jaas.config",
                LOGIN + " username=\"%s\" password=\"%s\";".formatted(user, password));
        settings.put("ssl.truststore.location", trusted.trustStore().toString());
        settings.put("ssl.truststore.password", Certificate.PASSWORD);
        settings.put("ssl.truststore.type", "PKCS12");
        return settings;
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + (link == null ? port : link.port());
    }

    /** The way that clients take, of a broker that was started behind one. */
    public SlowLink link() {
        return Objects.requireNonNull(link);
    }

    /** Stops the broker; its data stays, and nobody else gets its ports meanwhile. */
    public void stop() {
        shutDown();
        hold(port);
        hold(controllerPort);
    }

    /** Starts it again after {@link #stop}, on the same port with the same data. */
    public void startAgain() {
        release();
        server = boot();
    }

    @Override
    public void close() {
        shutDown();
        release();
        if (link != null) {
            link.close();
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void shutDown() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Who connects to a socket that is bound and does not listen is refused. */
    private void hold(int ofBroker) {
        Socket socket = new Socket();
        held.add(socket);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), ofBroker));
        } catch (IOException e) {
            // connections that have just ended hold it themselves
        }
    }

    private void release() {
        for (Socket socket : held) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        held.clear();
    }

    private KafkaRaftServer boot() {
        KafkaRaftServer booted =
                new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
        booted.startup();
        return booted;
    }

    private void format() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Formatter formatter = new Formatter();
        formatter
                .setNodeId(1)
                .setClusterId(clusterId)
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setUnstableFeatureVersionsEnabled(false)
                .setIgnoreFormatted(true)
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (Exception e) { // as Formatter declares it
            throw new IllegalStateException(
                    "cannot format " + data + ": " + said.toString(StandardCharsets.UTF_8), e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", "1");
        settings.put("process.roles", "broker,controller");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        for (String internal :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // The default asks for 128 MB of memory that a test never needs.
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        if (certificate != null) {
            secure(settings, certificate);
        }
        settings.putAll(more);
        return settings;
    }

    /**
     * Kafka registers its part of SASL with the JVM once. In one that has run a broker of another
     * class loader, that one's would get callbacks it does not know.
     */
    private static void registerSasl() {
        Security.removeProvider("Simple SASL/PLAIN Server Provider");
        PlainSaslServerProvider.initialize();
    }

    private void secure(Map<String, String> settings, Certificate certificate) {
        registerSasl();
        settings.merge("listeners", ",SECURED://127.0.0.1:" + securedPort, String::concat);
        settings.merge(
                "advertised.listeners", ",SECURED://127.0.0.1:" + securedPort, String::concat);
        settings.merge("listener.security.protocol.map", ",SECURED:SASL_SSL", String::concat);
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.secured.plain.sasl.jaas.config",
                LOGIN
                        + " user_%s=\"%s\" user_%s=\"%s\";"
                                .formatted(USER, PASSWORD, STRANGER, PASSWORD));
        settings.put("ssl.keystore.location", certificate.keyStore().toString());
        settings.put("ssl.keystore.password", Certificate.PASSWORD);
        settings.put("ssl.key.password", Certificate.PASSWORD);
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS;User:" + USER);
    }

    /** All at once, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket one = new ServerSocket(0, 1, loopback);
                ServerSocket other = new ServerSocket(0, 1, loopback);
                ServerSocket third = new ServerSocket(0, 1, loopback)) {
            return List.of(one.getLocalPort(), other.getLocalPort(), third.getLocalPort());
        }
    }
}
