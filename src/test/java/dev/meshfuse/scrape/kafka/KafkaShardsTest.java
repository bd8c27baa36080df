package dev.meshfuse.scrape.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas in one JVM, each a member of the group on a real broker. */
class KafkaShardsTest {
    private static final String TOPIC = "meshfuse.shards";
    private static final int SHARDS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> TARGETS =
            IntStream.range(0, 300).mapToObj(i -> "10.0.0." + i + ":15090").toList();

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final List<KafkaShards> replicas = new ArrayList<>();

    @AfterEach
    void end() {
        replicas.forEach(KafkaShards::close);
        broker.close();
    }

    @Test
    void a_shard_is_the_partition_that_the_readings_of_its_targets_go_to() throws Exception {
        createTopic();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (String target : TARGETS) {
                int partition =
                        producer.send(new ProducerRecord<>(TOPIC, target, "")).get().partition();

                assertThat(new Assignment(SHARDS, Set.of(partition)).has(target)).isTrue();
            }
        }
    }

    @Test
    void each_target_has_one_reader_whoever_comes_and_goes() throws Exception {
        createTopic();
        KafkaShards first = join();
        awaitShared(first);

        KafkaShards second = join();
        awaitShared(first, second);
        KafkaShards third = join();
        awaitShared(first, second, third);

        first.close();
        awaitShared(second, third);
    }

    @Test
    void the_targets_of_a_replica_that_falls_silent_go_to_the_others() throws Exception {
        createTopic();
        KafkaShards first = join();
        KafkaShards second = join("meshfuse-1");
        awaitShared(first, second);

        second.close(); // a replica with a name says no goodbye, as one that was killed

        awaitShared(first);
    }

    @Test
    void a_replica_that_returns_under_its_name_has_its_targets_again_and_no_other_moves()
            throws Exception {
        createTopic();
        KafkaShards first = join("meshfuse-0");
        KafkaShards second = join("meshfuse-1");
        awaitShared(first, second);
        List<String> ofFirst = targetsOf(first);
        List<String> ofSecond = targetsOf(second);

        second.close();
        KafkaShards again = join("meshfuse-1");

        awaitShared(first, again);
        assertThat(targetsOf(again)).isEqualTo(ofSecond);
        assertThat(targetsOf(first)).isEqualTo(ofFirst);
    }

    @Test
    void of_two_replicas_with_one_name_the_elder_reads_nothing_and_says_why() throws Exception {
        createTopic();
        KafkaShards elder = join("meshfuse-0");
        awaitShared(elder);

        KafkaShards younger = join("meshfuse-0");

        await().atMost(PATIENCE).until(() -> elder.problem().isPresent());
        assertThat(elder.problem()).hasValueSatisfying(why -> assertThat(why).contains("name"));
        assertThat(elder.assigned()).isZero();
        awaitShared(younger);
    }

    @Test
    void before_the_topic_is_there_nothing_is_read() throws Exception {
        KafkaShards replica = join();
        await().atMost(PATIENCE).until(() -> replica.problem().isEmpty());
        assertThat(targetsOf(replica)).isEmpty();

        createTopic();

        awaitShared(replica);
    }

    @Test
    void without_kafka_nothing_is_read_until_it_comes() {
        broker.stop();
        KafkaShards replica = join();
        assertThat(replica.problem()).isPresent();
        assertThat(targetsOf(replica)).isEmpty();

        broker.startAgain();

        await().atMost(PATIENCE).until(() -> replica.problem().isEmpty());
    }

    @Test
    void when_kafka_goes_away_the_last_assignment_stays() throws Exception {
        createTopic();
        KafkaShards first = join();
        KafkaShards second = join();
        awaitShared(first, second);
        List<String> before = targetsOf(first);

        broker.stop();

        assertThat(targetsOf(first)).isEqualTo(before);
        broker.startAgain();
        KafkaShards third = join();
        awaitShared(first, second, third);
        assertThat(third.assigned()).isPositive();
    }

    private KafkaShards join() {
        return join(Optional.empty());
    }

    private KafkaShards join(String name) {
        return join(Optional.of(name));
    }

    private KafkaShards join(Optional<String> name) {
        Map<String, Object> kafka =
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "session.timeout.ms", 6000, // the shortest a broker takes
                        "heartbeat.interval.ms", 500);
        KafkaShards replica = new KafkaShards(kafka, TOPIC, TOPIC, SHARDS, name);
        replicas.add(replica);
        return replica;
    }

    private void createTopic() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, SHARDS, (short) 1))).all().get();
        }
    }

    private static void awaitShared(KafkaShards... members) {
        await("each target has one reader")
                .atMost(PATIENCE)
                .until(() ->
                        TARGETS.stream().allMatch(target -> readers(target, members) == 1)
                                && fair(members));
    }

    private static long readers(String target, KafkaShards... members) {
        return List.of(members).stream().filter(member -> member.isMine(target)).count();
    }

    private static boolean fair(KafkaShards... members) {
        return List.of(members).stream()
                .allMatch(member -> member.assigned() == SHARDS / members.length);
    }

    private static List<String> targetsOf(KafkaShards replica) {
        return TARGETS.stream().filter(replica::isMine).toList();
    }
}
