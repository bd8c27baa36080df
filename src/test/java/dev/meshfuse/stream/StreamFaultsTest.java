package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the stream changes neither what is counted nor how often it is said. */
class StreamFaultsTest {
    private static final int ALL = LoadedStream.SERVICES;

    private final EmbeddedBroker broker = EmbeddedBroker.startBehindLink();

    @SuppressWarnings("NullAway.Init") // below
    private LoadedStream load;

    @TempDir Path folder;

    @BeforeEach
    void begin() throws Exception {
        load = new LoadedStream(broker);
    }

    @AfterEach
    void end() {
        load.close();
        broker.close();
    }

    @Test
    void while_instances_come_and_go_all_is_counted_and_each_breach_is_said_once() {
        KafkaStreams one = load.start(folder.resolve("one"));
        load.awaitWork(one);
        load.awaitAllCounted("one instance");
        load.bad(true);
        KafkaStreams two = load.start(folder.resolve("two"));
        load.awaitWork(two);
        load.awaitBreaches("all breaches are open", ALL);
        load.leave(one);
        load.publish(10);
        load.awaitAllCounted("the first has left");
        KafkaStreams three = load.start(folder.resolve("three"));
        load.awaitWork(three);
        load.bad(false);
        load.leave(two);

        load.awaitBreaches("all breaches are over", 2 * ALL);

        load.awaitAllCounted("the third is alone");
        List<ConsumerRecord<String, byte[]>> said = load.breaches.poll();
        assertThat(said).hasSize(2 * ALL);
        assertThat(said).extracting(event -> header(event, "ce_id")).doesNotHaveDuplicates();
        for (String type : List.of("breached", "recovered")) {
            assertThat(said)
                    .filteredOn(event ->
                            header(event, "ce_type").equals("dev.meshfuse.slo." + type + ".v1"))
                    .extracting(ConsumerRecord::key)
                    .hasSize(ALL)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void local_state_that_is_old_or_gone_is_made_up_for_by_the_changelogs() throws IOException {
        Path state = folder.resolve("state");
        Path old = folder.resolve("old");
        run(state, "with nothing");
        copy(state, old);
        delete(state);
        run(state, "with all of it gone");
        delete(state);
        copy(old, state);

        run(state, "with changelogs ahead of it");

        try (Stream<Path> tasks = Files.list(state.resolve("loaded"))) {
            List<Path> some =
                    tasks.filter(Files::isDirectory)
                            .filter(task -> task.getFileName().toString().endsWith("_1"))
                            .toList();
            assertThat(some).isNotEmpty();
            for (Path task : some) {
                delete(task);
            }
        }
        run(state, "with a part of it gone");
    }

    @Test
    void a_broker_that_is_slow_cut_off_or_restarted_loses_nothing_that_it_took() {
        KafkaStreams streams = load.start(folder);
        load.awaitWork(streams);
        load.publish(10);
        load.awaitAllCounted("fast");

        broker.link().delay(Duration.ofMillis(100));
        load.publish(10);
        load.awaitAllCounted("slow");

        broker.link().cut();
        load.publish(10);
        load.awaitAllCounted("cut off");

        broker.link().delay(Duration.ZERO);
        load.publish(10); // some are on their way when it stops
        broker.stop();
        broker.startAgain();
        load.publish(10);
        load.awaitAllCounted("restarted");
        assertThat(streams.state().isRunningOrRebalancing()).isTrue();
    }

    private void run(Path state, String how) {
        KafkaStreams streams = load.start(state);
        load.publish(10);
        load.awaitAllCounted(how);
        load.leave(streams);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
