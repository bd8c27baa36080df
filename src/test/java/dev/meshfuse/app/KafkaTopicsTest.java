package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.event.kafka.Topics;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import dev.meshfuse.testing.tls.Certificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics on a real broker that wants to know who asks. */
class KafkaTopicsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Logger LOGGER = Logger.getLogger(KafkaTopics.class.getName());

    @TempDir private static Path folder;

    @SuppressWarnings("NullAway.Init") // below
    private static EmbeddedBroker broker;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<KafkaTopics> open = new ArrayList<>();
    private final Handler ear =
            new Handler() {
                @Override
                public void publish(LogRecord message) {
                    Object[] parameters = message.getParameters();
                    said.add(
                            parameters == null
                                    ? message.getMessage()
                                    : message.getMessage().formatted(parameters));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.startSecured(Certificate.in(folder));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void listen() {
        LOGGER.addHandler(ear);
    }

    @AfterEach
    void end() {
        open.forEach(KafkaTopics::stop);
        LOGGER.removeHandler(ear);
    }

    @Test
    void topics_are_created_as_they_must_be() throws Exception {
        KafkaTopics topics = topics("made.", EmbeddedBroker.USER, EmbeddedBroker.PASSWORD);

        await().atMost(PATIENCE).until(() -> topics.problem().isEmpty());
        try (Admin admin = admin()) {
            // Made by the controller; the broker learns of it a moment later.
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(admin.listTopics().names().get())
                                    .containsAll(new Topics("made.").all()));
        }
        assertThat(said).noneMatch(line -> line.startsWith("topics are not as they should be"));
    }

    @Test
    void a_topic_that_is_not_as_it_should_be_is_told_once_with_what_mends_it() throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("odd.actions", 6, (short) 1)
                                            .configs(Map.of("retention.ms", "60000"))))
                    .all()
                    .get();
        }

        KafkaTopics topics = topics("odd.", EmbeddedBroker.USER, EmbeddedBroker.PASSWORD);

        await().atMost(PATIENCE).until(() -> topics.problem().isEmpty());
        assertThat(said)
                .filteredOn(line -> line.startsWith("topics are not as they should be"))
                .singleElement()
                .asString()
                .contains("--entity-name odd.actions --add-config retention.ms=604800000");
    }

    @Test
    void a_wrong_password_is_named_as_such_and_told_to_nobody() {
        KafkaTopics topics = topics("never.", EmbeddedBroker.USER, "wrong-secret");

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(topics.problem())
                                .hasValueSatisfying(reason ->
                                        assertThat(reason)
                                                .startsWith(
                                                        "Kafka: it refuses these credentials or this certificate")
                                                .contains("Authentication failed")));
        assertThat(said)
                .anyMatch(line -> line.startsWith("topics not ready: reason=Kafka: it refuses"))
                .noneMatch(line -> line.contains("wrong-secret"));
    }

    @Test
    void what_acls_do_not_allow_is_named_as_such() {
        KafkaTopics topics = topics("never.", EmbeddedBroker.STRANGER, EmbeddedBroker.PASSWORD);

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(topics.problem())
                                .hasValueSatisfying(reason ->
                                        assertThat(reason)
                                                .startsWith("Kafka: the account may not do this")
                                                .contains("Authorization")));
        assertThat(said).noneMatch(line -> line.contains(EmbeddedBroker.PASSWORD));
    }

    private KafkaTopics topics(String prefix, String user, String password) {
        KafkaTopics topics =
                new KafkaTopics(
                        new HashMap<>(broker.securedClient(user, password)),
                        new Topics(prefix),
                        StartupChecksTest.config(
                                Map.of("meshfuse.topics.replication-factor", "1")));
        open.add(topics);
        topics.start();
        return topics;
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
