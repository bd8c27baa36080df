package dev.meshfuse.stream;

import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a collector is set back and right again: on a real broker all is counted once. */
class SetClockOnBrokerTest {
    @TempDir Path folder;

    @Test
    void a_clock_that_is_set_back_and_forward_again_counts_nothing_twice() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                LoadedStream load = new LoadedStream(broker)) {
            KafkaStreams streams = load.start(folder);
            load.awaitWork(streams);
            load.publish(10);
            load.awaitAllCounted("a clock that is right");

            for (Duration by : List.of(Duration.ofMinutes(-10), Duration.ZERO)) {
                load.setClock(by);
                load.publish(10);
                load.awaitAllCounted("a clock that stands " + by);
            }
        }
    }
}
