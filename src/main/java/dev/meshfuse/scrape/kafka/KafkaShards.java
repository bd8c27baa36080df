package dev.meshfuse.scrape.kafka;

import dev.meshfuse.scrape.Shards;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Divides targets by a consumer group of a topic that has no records: a partition is a shard. Kafka
 * sees to it that every shard has one member.
 *
 * <p>A consumer of its own, not a messaging channel: there is nothing to consume, and a member that
 * is refused, because another has its name for instance, must say so and try again, where a channel
 * would end.
 *
 * <p>Before the first assignment no target is ours. When Kafka goes away, the last assignment
 * stays: reading goes on.
 */
public final class KafkaShards implements Shards, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaShards.class);

    /** As the other groups: how long a replica that was killed is waited for. */
    private static final int SESSION_MILLIS = 10_000;

    private static final int HEARTBEAT_MILLIS = 2_000;

    /** The topic may be created after this program has started. */
    private static final int LOOK_FOR_TOPIC_MILLIS = 2_000;

    /** Rebalances happen within a poll; nothing else waits for it. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Two with one name take the shards from each other; so not too often. */
    private static final Duration AGAIN_WHEN_FENCED = Duration.ofMinutes(1);

    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final Map<String, Object> settings;
    private final String topic;
    private final int shards;
    private final Thread worker;
    private volatile Assignment assignment;
    private volatile String problem = "Kafka has assigned no shard yet";
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

    /**
     * Joins the group, now or as soon as Kafka is there.
     *
     * @param kafka settings of any Kafka client
     * @param topic its partitions are the shards
     * @param group the consumer group
     * @param shards number of partitions of the topic, and of that of the readings
     * @param replica a name that no other replica has and that outlives a restart, if there is one:
     *     a member that returns under its name within the session timeout has its shards again, and
     *     no other moved
     */
    public KafkaShards(
            Map<String, Object> kafka,
            String topic,
            String group,
            int shards,
            Optional<String> replica) {
        this.settings = settings(kafka, group, replica);
        this.topic = topic;
        this.shards = shards;
        this.assignment = Assignment.none(shards);
        this.worker = Thread.ofPlatform().name("scrape-shards").daemon().start(this::work);
    }

    @Override
    public boolean isMine(String targetKey) {
        return assignment.has(targetKey);
    }

    /** How many shards are this replica's. */
    public int assigned() {
        return assignment.mine().size();
    }

    /** Why it is not known which shards are this replica's, or nothing when it is. */
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    /** Leaves the group; a replica with a name keeps its shards until its session ends. */
    @Override
    public void close() {
        stopped.countDown();
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            worker.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private static Map<String, Object> settings(
            Map<String, Object> kafka, String group, Optional<String> replica) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        settings.putAll(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        replica.ifPresent(name -> settings.put(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG, name));
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()); // moves only what must move
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, LOOK_FOR_TOPIC_MILLIS);
        return settings;
    }

    private void work() {
        try {
            boolean ended = false;
            while (!ended) {
                ended = stopped.await(triedAgainAfter().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Is a member for as long as that goes well, and says when to try again. */
    private Duration triedAgainAfter() {
        try {
            member();
            return Duration.ZERO;
        } catch (FencedInstanceIdException e) {
            hold(Assignment.none(shards));
            say("another replica has the same name (meshfuse.replica)");
            return AGAIN_WHEN_FENCED;
        } catch (KafkaException e) {
            say("Kafka: " + e);
            return AGAIN;
        }
    }

    /** Is a member of the group until that fails or the program stops. */
    private void member() {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        Membership membership = new Membership(consumer);
        current = consumer;
        try {
            consumer.subscribe(List.of(topic), membership);
            while (!stopping()) {
                consumer.poll(POLL);
            }
        } catch (WakeupException e) {
            LOG.debug("the program stops");
        } finally {
            current = null;
            membership.ended = true;
            consumer.close(CloseOptions.timeout(CLOSING));
        }
    }

    private void say(String found) {
        if (!found.equals(problem)) {
            LOG.warnf("shards not assigned: reason=%s", found);
        }
        problem = found;
    }

    private void hold(Assignment next) {
        Assignment before = assignment;
        assignment = next;
        int given = next.without(before.mine()).mine().size();
        int taken = before.without(next.mine()).mine().size();
        if (given + taken > 0) {
            LOG.infof(
                    "shards changed: assigned=%d revoked=%d held=%d of=%d",
                    given, taken, next.mine().size(), shards);
        }
    }

    /** Follows what the group gives and takes; called within a poll. */
    private final class Membership implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        /** A consumer that is closed gives all back; another takes its place. */
        private boolean ended;

        Membership(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> added) {
            consumer.pause(added); // there is nothing to fetch
            problem = "";
            hold(new Assignment(shards, numbers(consumer.assignment())));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (!ended) {
                hold(assignment.without(numbers(revoked)));
            }
        }

        /** Kafka had not heard of us and is back: what it assigns anew comes at once. */
        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {}

        private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream()
                    .map(TopicPartition::partition)
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
