package dev.meshfuse.event.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be read or processed, and why. Names of headers are those SmallRye and
 * Quarkus use, with one more for the time.
 *
 * @param origin the record as it was; topic, partition and offset are its identity
 * @param reason why it is put aside
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> origin, Throwable reason) {
    private static final String PREFIX = "dead-letter-";

    static final String TOPIC = PREFIX + "topic";
    static final String PARTITION = PREFIX + "partition";
    static final String OFFSET = PREFIX + "offset";

    /** ISO 8601, UTC. */
    static final String TIMESTAMP = PREFIX + "timestamp";

    static final String EXCEPTION = PREFIX + "exception-class-name";
    static final String REASON = PREFIX + "reason";
    static final String CAUSE = PREFIX + "cause-class-name";
    static final String CAUSE_REASON = PREFIX + "cause";

    /** Of a message, in characters: it may quote the record. Chosen. */
    private static final int LONGEST_REASON = 1000;

    /**
     * The record that tells of it, with key, value and headers as they were.
     *
     * @param deadLetters name of the topic of dead letters
     */
    ProducerRecord<byte[], byte[]> toRecord(String deadLetters) {
        RecordHeaders told = new RecordHeaders();
        for (Header header : origin.headers()) {
            if (!header.key().startsWith(PREFIX)) { // it may have been a dead letter before
                told.add(header);
            }
        }
        add(told, TOPIC, origin.topic());
        add(told, PARTITION, Integer.toString(origin.partition()));
        add(told, OFFSET, Long.toString(origin.offset()));
        add(told, TIMESTAMP, Instant.ofEpochMilli(origin.timestamp()).toString());
        add(told, EXCEPTION, reason.getClass().getName());
        add(told, REASON, messageOf(reason));
        Throwable cause = reason.getCause();
        if (cause != null) {
            add(told, CAUSE, cause.getClass().getName());
            add(told, CAUSE_REASON, messageOf(cause));
        }
        return new ProducerRecord<>(deadLetters, null, null, origin.key(), origin.value(), told);
    }

    /** In words, for a log. */
    @Override
    public String toString() {
        return "topic=%s partition=%d offset=%d"
                .formatted(origin.topic(), origin.partition(), origin.offset());
    }

    static String messageOf(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON);
    }

    private static void add(Headers told, String name, String text) {
        told.add(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
