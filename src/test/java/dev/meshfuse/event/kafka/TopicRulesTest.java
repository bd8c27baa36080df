package dev.meshfuse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.kafka.TopicRules.Existing;
import dev.meshfuse.event.kafka.TopicRules.Findings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRulesTest {
    private static final Topics TOPICS = new Topics("mf.");
    private static final int PARTITIONS = 6;
    private static final int COPIES = 3;

    private final TopicRules rules = new TopicRules(TOPICS);

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void topics_as_they_are_created_have_no_faults(int copies) {
        List<Existing> all =
                TOPICS.all().stream()
                        .map(name ->
                                new Existing(
                                        name, PARTITIONS, copies, rules.settingsOf(name, copies)))
                        .toList();

        assertThat(rules.findings(all, PARTITIONS, copies))
                .isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void states_keep_the_latest_and_all_else_goes_with_age() {
        assertThat(rules.settingsOf("mf.states", 3))
                .isEqualTo(Map.of("cleanup.policy", "compact", "min.insync.replicas", "2"));
        assertThat(rules.settingsOf("mf.actions", 1))
                .isEqualTo(Map.of("cleanup.policy", "delete", "retention.ms", "604800000"));
        assertThat(rules.settingsOf("mf.dead-letters", 1))
                .containsEntry("max.message.bytes", Integer.toString(DeadLetters.LARGEST))
                .containsEntry("retention.ms", "1209600000");
        assertThat(rules.settingsOf("mf.readings", 1)).containsEntry("retention.ms", "3600000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mf.states       | delete         | topic mf.states has cleanup.policy=delete, so the latest states would be deleted with age; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.states --add-config cleanup.policy=compact
                    mf.states       | compact,delete | topic mf.states has cleanup.policy=compact,delete, so the latest states would be deleted with age; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.states --add-config cleanup.policy=compact
                    mf.breaches     | compact        | topic mf.breaches has cleanup.policy=compact, so of each key only the last record would be kept; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.breaches --add-config cleanup.policy=delete
                    mf.fuse-inputs  | delete,compact | topic mf.fuse-inputs has cleanup.policy=delete,compact, so of each key only the last record would be kept; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.fuse-inputs --add-config cleanup.policy=delete
                    """)
    void a_cleanup_that_would_lose_records_is_refused(String topic, String policy, String reason) {
        assertThat(findings(topic, "cleanup.policy", policy))
                .isEqualTo(new Findings(List.of(reason), List.of()));
    }

    @Test
    void another_number_of_partitions_is_refused() {
        Existing topic =
                new Existing("mf.actions", 5, COPIES, rules.settingsOf("mf.actions", COPIES));

        assertThat(rules.findings(List.of(topic), PARTITIONS, 3).refused())
                .containsExactly(
                        "topic mf.actions has 5 partitions, meshfuse.topics.partitions says 6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    mf.actions      | retention.ms        | 60000     | topic mf.actions keeps records for retention.ms=60000 only, so who is away for longer loses some; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.actions --add-config retention.ms=604800000
                    mf.readings     | retention.ms        | 604800000 | topic mf.readings keeps readings for retention.ms=604800000, which costs disk and is of no use; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.readings --add-config retention.ms=3600000
                    mf.readings     | retention.ms        | -1        | topic mf.readings keeps readings for retention.ms=-1, which costs disk and is of no use; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.readings --add-config retention.ms=3600000
                    mf.breaches     | min.insync.replicas | 1         | topic mf.breaches has min.insync.replicas=1, so with one broker it may lose what was acknowledged; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.breaches --add-config min.insync.replicas=2
                    mf.breaches     | min.insync.replicas | 4         | topic mf.breaches needs min.insync.replicas=4 and has 3 copies, so nothing can be written; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.breaches --add-config min.insync.replicas=1
                    mf.dead-letters | max.message.bytes   | 1048588   | topic mf.dead-letters takes max.message.bytes=1048588, so the largest records are lost instead of put aside; mend it: kafka-configs.sh --alter --entity-type topics --entity-name mf.dead-letters --add-config max.message.bytes=1064960
                    """)
    void what_is_dangerous_or_dear_is_told_with_the_command_that_mends_it(
            String topic, String setting, String value, String warning) {
        assertThat(findings(topic, setting, value))
                .isEqualTo(new Findings(List.of(), List.of(warning)));
    }

    @ParameterizedTest
    @CsvSource({
        "mf.actions, retention.ms, -1",
        "mf.shards, retention.ms, 1000",
        "mf.states, retention.ms, 1000",
        "mf.actions, max.message.bytes, 1048588",
        "mf.breaches, min.insync.replicas, 3"
    })
    void what_does_no_harm_is_let_be(String topic, String setting, String value) {
        assertThat(findings(topic, setting, value)).isEqualTo(new Findings(List.of(), List.of()));
    }

    @Test
    void too_few_copies_matter_only_where_there_are_brokers_for_more() {
        Existing topic = new Existing("mf.actions", PARTITIONS, 1, Map.of());

        assertThat(rules.findings(List.of(topic), PARTITIONS, 1).warnings()).isEmpty();
        assertThat(rules.findings(List.of(topic), PARTITIONS, 3).warnings())
                .singleElement()
                .asString()
                .startsWith("topic mf.actions has 1 of 3 copies");
    }

    private Findings findings(String topic, String setting, String value) {
        Map<String, String> settings = new HashMap<>(rules.settingsOf(topic, COPIES));
        settings.put(setting, value);
        return rules.findings(
                List.of(new Existing(topic, PARTITIONS, COPIES, settings)), PARTITIONS, 3);
    }
}
