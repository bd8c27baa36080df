package dev.meshfuse.event.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;

/** The settings that topics are created with, and what is wrong with those that exist. */
public final class TopicRules {
    /** Readings older than this are of no use to anybody; shards have no records at all. */
    private static final Duration READINGS_KEPT = Duration.ofHours(1);

    /** Readings are the bulk: a week of them, a broker's default, would be all of its disk. */
    private static final Duration READINGS_AT_MOST = Duration.ofDays(1);

    /** An input is answered in seconds, or when its replica is back. */
    private static final Duration INPUTS_KEPT = Duration.ofDays(1);

    /** Consumers may be away over a weekend, and a bit; Kafka's own default. */
    private static final Duration EVENTS_KEPT = Duration.ofDays(7);

    /** Somebody must have the time to look at dead letters. */
    private static final Duration LETTERS_KEPT = Duration.ofDays(14);

    /** With less, a consumer that is down for a day loses events. */
    private static final Duration EVENTS_AT_LEAST = Duration.ofDays(1);

    /** Three copies of which two must be written outlive one broker: Kafka's own advice. */
    private static final int COPIES = 3;

    private static final int COPIES_WRITTEN = 2;

    private final Topics topics;

    /**
     * A topic as it is.
     *
     * @param replication copies of the partition that has the fewest
     * @param settings its settings, by their names
     */
    public record Existing(
            String name, int partitions, int replication, Map<String, String> settings) {
        public Existing {
            settings = Map.copyOf(settings);
        }

        private String of(String setting) {
            return settings.getOrDefault(setting, "");
        }

        private Set<String> policies() {
            return Arrays.stream(of(TopicConfig.CLEANUP_POLICY_CONFIG).split(",", -1))
                    .map(String::strip)
                    .filter(policy -> !policy.isEmpty())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * What is wrong.
     *
     * @param refused what would lose data: the program must not go on
     * @param warnings what is dangerous or dear, with the command that mends it
     */
    public record Findings(List<String> refused, List<String> warnings) {
        public Findings {
            refused = List.copyOf(refused);
            warnings = List.copyOf(warnings);
        }
    }

    public TopicRules(Topics topics) {
        this.topics = topics;
    }

    /** What a topic is created with. */
    public Map<String, String> settingsOf(String name, int replication) {
        Map<String, String> settings = new LinkedHashMap<>();
        boolean compacted = topics.compacted().contains(name);
        settings.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        if (!compacted) {
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(keptFor(name).toMillis()));
        }
        if (name.equals(topics.deadLetters())) {
            settings.put(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DeadLetters.LARGEST));
        }
        if (replication >= COPIES) {
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(COPIES_WRITTEN));
        }
        return settings;
    }

    private Duration keptFor(String name) {
        if (name.equals(topics.deadLetters())) {
            return LETTERS_KEPT;
        }
        if (name.equals(topics.fuseInputs())) {
            return INPUTS_KEPT;
        }
        return isPublic(name) ? EVENTS_KEPT : READINGS_KEPT;
    }

    private boolean isPublic(String name) {
        return name.equals(topics.breaches())
                || name.equals(topics.actions())
                || name.equals(topics.deadLetters());
    }

    /**
     * Looks at topics that exist. A setting that is not told is not judged.
     *
     * @param brokers how many there are
     */
    public Findings findings(List<Existing> existing, int partitions, int brokers) {
        List<String> refused = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Existing topic : existing) {
            if (topic.partitions() != partitions) {
                refused.add(
                        "topic %s has %d partitions, meshfuse.topics.partitions says %d"
                                .formatted(topic.name(), topic.partitions(), partitions));
            }
            cleanup(topic, refused);
            retention(topic, warnings);
            copies(topic, brokers, warnings);
            if (topic.name().equals(topics.deadLetters())) {
                largest(topic, warnings);
            }
        }
        return new Findings(refused, warnings);
    }

    private void cleanup(Existing topic, List<String> refused) {
        Set<String> policies = topic.policies();
        boolean mustCompact = topics.compacted().contains(topic.name());
        if (policies.isEmpty()) {
            return;
        }
        if (mustCompact && !policies.equals(Set.of(TopicConfig.CLEANUP_POLICY_COMPACT))) {
            refused.add(
                    "topic %s has cleanup.policy=%s, so the latest states would be deleted with age; mend it: %s"
                            .formatted(
                                    topic.name(),
                                    topic.of(TopicConfig.CLEANUP_POLICY_CONFIG),
                                    alter(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "compact")));
        }
        if (!mustCompact && policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            refused.add(
                    "topic %s has cleanup.policy=%s, so of each key only the last record would be kept; mend it: %s"
                            .formatted(
                                    topic.name(),
                                    topic.of(TopicConfig.CLEANUP_POLICY_CONFIG),
                                    alter(topic, TopicConfig.CLEANUP_POLICY_CONFIG, "delete")));
        }
    }

    private void retention(Existing topic, List<String> warnings) {
        String text = topic.of(TopicConfig.RETENTION_MS_CONFIG);
        if (text.isEmpty() || topics.compacted().contains(topic.name())) {
            return;
        }
        long millis = Long.parseLong(text);
        boolean forEver = millis < 0;
        long wanted = keptFor(topic.name()).toMillis();
        String mend = alter(topic, TopicConfig.RETENTION_MS_CONFIG, Long.toString(wanted));
        if (topic.name().equals(topics.readings())
                && (forEver || millis > READINGS_AT_MOST.toMillis())) {
            warnings.add(
                    "topic %s keeps readings for retention.ms=%s, which costs disk and is of no use; mend it: %s"
                            .formatted(topic.name(), text, mend));
        }
        Duration least = isPublic(topic.name()) ? EVENTS_AT_LEAST : READINGS_KEPT;
        if (!forEver && !topic.name().equals(topics.shards()) && millis < least.toMillis()) {
            warnings.add(
                    "topic %s keeps records for retention.ms=%s only, so who is away for longer loses some; mend it: %s"
                            .formatted(topic.name(), text, mend));
        }
    }

    private void copies(Existing topic, int brokers, List<String> warnings) {
        if (brokers >= COPIES && topic.replication() < COPIES) {
            warnings.add(
                    "topic %s has %d of %d copies, so with a broker it may lose records; mend it: kafka-reassign-partitions.sh"
                            .formatted(topic.name(), topic.replication(), COPIES));
        }
        String text = topic.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        if (text.isEmpty()) {
            return;
        }
        int written = Integer.parseInt(text);
        if (written > topic.replication()) {
            warnings.add(
                    "topic %s needs min.insync.replicas=%d and has %d copies, so nothing can be written; mend it: %s"
                            .formatted(
                                    topic.name(),
                                    written,
                                    topic.replication(),
                                    alter(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1")));
        } else if (topic.replication() >= COPIES && written < COPIES_WRITTEN) {
            warnings.add(
                    "topic %s has min.insync.replicas=%d, so with one broker it may lose what was acknowledged; mend it: %s"
                            .formatted(
                                    topic.name(),
                                    written,
                                    alter(
                                            topic,
                                            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                            Integer.toString(COPIES_WRITTEN))));
        }
    }

    private static void largest(Existing topic, List<String> warnings) {
        String text = topic.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (!text.isEmpty() && Integer.parseInt(text) < DeadLetters.LARGEST) {
            warnings.add(
                    "topic %s takes max.message.bytes=%s, so the largest records are lost instead of put aside; mend it: %s"
                            .formatted(
                                    topic.name(),
                                    text,
                                    alter(
                                            topic,
                                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                            Integer.toString(DeadLetters.LARGEST))));
        }
    }

    private static String alter(Existing topic, String setting, String value) {
        return "kafka-configs.sh --alter --entity-type topics --entity-name %s --add-config %s=%s"
                .formatted(topic.name(), setting, value);
    }
}
