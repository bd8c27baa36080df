package dev.meshfuse.event.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * Puts records that nobody can use on the topic of dead letters, so that the rest can go on. For
 * use by several threads. One may come twice, if the stream fails before it commits; its old topic,
 * partition and offset tell.
 *
 * <p>Whoever gives a record away waits a second for room at most, and not at all for a while after
 * that was in vain: the stream must go on, and loses its partitions if it stands still.
 */
public final class DeadLetters implements AutoCloseable {
    /**
     * What a record and the headers told of it may have, in bytes: the largest record that a broker
     * takes by default (1 MiB) and the longest reasons in UTF-8.
     */
    public static final int LARGEST = (1 << 20) + (1 << 14);

    /** How long to wait for room. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long nothing is tried after that was in vain; chosen. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** How often it is said that records of a topic cannot be used; chosen. */
    static final Duration SAID_EVERY = Duration.ofSeconds(10);

    /** What waits for the broker, in bytes: some of the largest. */
    private static final long BUFFER = 8L << 20;

    /** How long the broker may take; a second less for one request of it. */
    private static final int DELIVERY_MILLIS = 10_000;

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /** Is told of each. */
    public interface Observer {
        /** A record of that topic could not be used. */
        void refused(String topic);

        /** It could not even be put on the topic of dead letters. */
        void lost(String topic);
    }

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final Observer observer;
    private final LongSupplier nanoTime;
    private final Map<String, Long> said = new ConcurrentHashMap<>();
    private volatile boolean pausing;
    private volatile long pausingSince;

    /**
     * @param topic name of the topic of dead letters
     * @param nanoTime as {@link System#nanoTime}
     */
    DeadLetters(
            Producer<byte[], byte[]> producer,
            String topic,
            Observer observer,
            LongSupplier nanoTime) {
        this.producer = producer;
        this.topic = topic;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    /**
     * With a producer of its own.
     *
     * @param kafka settings of Kafka's clients: where it is, and how to speak to it
     * @param topic name of the topic of dead letters
     */
    public static DeadLetters open(Map<String, Object> kafka, String topic, Observer observer) {
        return new DeadLetters(
                new KafkaProducer<>(
                        settings(kafka), new ByteArraySerializer(), new ByteArraySerializer()),
                topic,
                observer,
                System::nanoTime);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS - 1000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        return settings;
    }

    /**
     * Gives a record away. Fails never.
     *
     * @return ends when it is written or lost
     */
    public CompletableFuture<Void> give(DeadLetter letter) {
        String from = letter.origin().topic();
        observer.refused(from);
        say(from, letter);
        CompletableFuture<Void> ended = new CompletableFuture<>();
        if (pausing && nanoTime.getAsLong() - pausingSince < PAUSE.toNanos()) {
            observer.lost(from);
            ended.complete(null);
            return ended;
        }
        try {
            var unused =
                    producer.send(
                            letter.toRecord(topic),
                            (written, failure) -> {
                                if (failure == null) {
                                    pausing = false;
                                } else {
                                    lost(letter, failure);
                                }
                                ended.complete(null);
                            });
        } catch (RuntimeException e) { // closed, or interrupted
            lost(letter, e);
            ended.complete(null);
        }
        return ended;
    }

    private void lost(DeadLetter letter, Exception failure) {
        observer.lost(letter.origin().topic());
        if (!pausing) {
            LOG.errorf("dead letter not written: %s reason=%s", letter, failure);
        }
        pausingSince = nanoTime.getAsLong();
        pausing = true;
    }

    /** The metric counts all of them. */
    private void say(String from, DeadLetter letter) {
        long now = nanoTime.getAsLong();
        Long last = said.get(from);
        if (last == null || now - last >= SAID_EVERY.toNanos()) {
            said.put(from, now);
            LOG.warnf(
                    "record put aside: %s reason=%s: %s",
                    letter,
                    letter.reason().getClass().getName(),
                    DeadLetter.messageOf(letter.reason()));
        }
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
