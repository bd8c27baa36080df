package dev.meshfuse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2, 3};
    private final Exception reason =
            new IllegalArgumentException("no reading", new IllegalStateException("truncated"));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final List<String> refused = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private Duration uptime = Duration.ofHours(1);
    private final DeadLetters letters =
            new DeadLetters(
                    producer,
                    "meshfuse.dead-letters",
                    new DeadLetters.Observer() {
                        @Override
                        public void refused(String topic) {
                            refused.add(topic);
                        }

                        @Override
                        public void lost(String topic) {
                            lost.add(topic);
                        }
                    },
                    () -> uptime.toNanos());

    @Test
    void a_record_is_kept_as_it_was_and_headers_tell_where_it_was_and_why_it_is_here() {
        CompletableFuture<Void> given = letters.give(letter());
        assertThat(given).isNotDone();
        producer.completeNext();

        assertThat(given).isCompleted();
        ProducerRecord<byte[], byte[]> written = producer.history().getFirst();
        assertThat(written.topic()).isEqualTo("meshfuse.dead-letters");
        assertThat(written.key()).isEqualTo(KEY);
        assertThat(written.value()).isEqualTo(VALUE);
        assertThat(headers(written))
                .isEqualTo(
                        Map.of(
                                "ce_type", "kept",
                                "dead-letter-topic", "meshfuse.readings",
                                "dead-letter-partition", "4",
                                "dead-letter-offset", "17",
                                "dead-letter-timestamp", "2026-03-01T10:00:00Z",
                                "dead-letter-exception-class-name",
                                        "java.lang.IllegalArgumentException",
                                "dead-letter-reason", "no reading",
                                "dead-letter-cause-class-name", "java.lang.IllegalStateException",
                                "dead-letter-cause", "truncated"));
        assertThat(refused).containsExactly("meshfuse.readings");
        assertThat(lost).isEmpty();
    }

    @Test
    void a_reason_that_quotes_the_whole_record_is_cut_short() {
        var unused =
                letters.give(
                        new DeadLetter(
                                letter().origin(),
                                new IllegalArgumentException("x".repeat(1 << 20))));

        assertThat(headers(producer.history().getFirst()).get("dead-letter-reason")).hasSize(1000);
    }

    @Test
    void one_that_is_not_written_is_counted_as_lost_and_nobody_waits_for_the_next() {
        CompletableFuture<Void> given = letters.give(letter());
        producer.errorNext(new TimeoutException("no room"));
        assertThat(given).isCompleted();
        uptime = uptime.plus(DeadLetters.PAUSE).minusNanos(1);

        assertThat(letters.give(letter())).isCompleted();

        assertThat(producer.history()).hasSize(1);
        assertThat(refused).hasSize(2);
        assertThat(lost).hasSize(2);
    }

    @Test
    void after_a_pause_it_is_tried_again() {
        var unused = letters.give(letter());
        producer.errorNext(new TimeoutException("no room"));
        uptime = uptime.plus(DeadLetters.PAUSE);

        CompletableFuture<Void> given = letters.give(letter());
        producer.completeNext();

        assertThat(given).isCompleted();
        assertThat(producer.history()).hasSize(2);
        assertThat(lost).hasSize(1);
    }

    @Test
    void whoever_gives_one_away_at_the_end_of_the_program_hears_of_no_failure() {
        letters.close();

        assertThat(letters.give(letter())).isCompleted();

        assertThat(lost).containsExactly("meshfuse.readings");
    }

    private DeadLetter letter() {
        return new DeadLetter(
                new ConsumerRecord<>(
                        "meshfuse.readings",
                        4,
                        17,
                        1772359200000L,
                        TimestampType.CREATE_TIME,
                        KEY.length,
                        VALUE.length,
                        KEY,
                        VALUE,
                        new RecordHeaders()
                                .add("ce_type", "kept".getBytes(StandardCharsets.UTF_8))
                                .add(
                                        "dead-letter-topic",
                                        "before".getBytes(StandardCharsets.UTF_8)),
                        Optional.empty()),
                reason);
    }

    private static Map<String, String> headers(ProducerRecord<byte[], byte[]> written) {
        Map<String, String> headers = new HashMap<>();
        written.headers()
                .forEach(header ->
                        headers.put(
                                header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
