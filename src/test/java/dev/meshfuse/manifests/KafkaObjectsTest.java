package dev.meshfuse.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.event.kafka.TopicRules;
import dev.meshfuse.event.kafka.Topics;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two Kafkas that are shipped. */
class KafkaObjectsTest {
    private static final Topics TOPICS = new Topics("meshfuse.");

    @BeforeAll
    static void kubectl() {
        Kustomize.need();
    }

    @Test
    void the_topics_for_strimzi_are_those_that_the_program_would_make() {
        List<JsonNode> topics = Rendering.STRIMZI.objects("KafkaTopic");

        assertThat(topics)
                .extracting(Rendering::nameOf)
                .containsExactlyInAnyOrderElementsOf(TOPICS.all());
        assertThat(topics)
                .allSatisfy(topic -> {
                    assertThat(StrimziKafka.config(topic))
                            .isEqualTo(
                                    new TopicRules(TOPICS).settingsOf(Rendering.nameOf(topic), 3));
                    // The defaults of meshfuse.topics.partitions and .replication-factor.
                    assertThat(topic.at("/spec/partitions").asInt()).isEqualTo(6);
                    assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
                });
    }

    @Test
    void objects_for_strimzi_name_the_cluster_that_is_there() {
        String cluster = Rendering.nameOf(Rendering.STRIMZI.objects("Kafka").getFirst());

        for (String kind : List.of("KafkaTopic", "KafkaUser", "KafkaNodePool")) {
            assertThat(Rendering.STRIMZI.objects(kind))
                    .isNotEmpty()
                    .allMatch(one ->
                            one.at("/metadata/labels/strimzi.io~1cluster")
                                    .asText()
                                    .equals(cluster));
        }
        assertThat(variable(Rendering.STRIMZI, "KAFKA_BOOTSTRAP_SERVERS"))
                .isEqualTo(cluster + "-kafka-bootstrap.meshfuse.svc:9093");
    }

    @Test
    void the_program_takes_the_way_in_that_the_brokers_offer() {
        JsonNode listener =
                Rendering.STRIMZI.objects("Kafka").getFirst().at("/spec/kafka/listeners/0");
        JsonNode user = Rendering.STRIMZI.objects("KafkaUser").getFirst();

        assertThat(listener.path("port").asInt()).isEqualTo(9093);
        assertThat(listener.path("tls").asBoolean()).isTrue();
        assertThat(variable(Rendering.STRIMZI, "KAFKA_SECURITY_PROTOCOL")).isEqualTo("SASL_SSL");
        assertThat(listener.at("/authentication/type").asText())
                .isEqualTo(user.at("/spec/authentication/type").asText())
                .isEqualToIgnoringCase(variable(Rendering.STRIMZI, "KAFKA_SASL_MECHANISM"));
    }

    @Test
    void a_broker_takes_the_settings_of_the_single_one() throws IOException {
        Properties settings = new Properties();
        settings.load(new StringReader(config("server.properties")));
        Map<String, String> all =
                settings.stringPropertyNames().stream()
                        .collect(Collectors.toMap(name -> name, settings::getProperty));
        all = new HashMap<>(all);

        KafkaConfig config = new KafkaConfig(all, false); // refuses what cannot work

        assertThat(settings.stringPropertyNames())
                .allMatch(name -> KafkaConfig.configNames().contains(name), "is a setting");
        assertThat(config.getString("log.dirs")).isEqualTo("/var/lib/kafka/data");
        assertThat(all.get("advertised.listeners"))
                .isEqualTo(
                        "PLAINTEXT://" + variable(Rendering.STANDALONE, "KAFKA_BOOTSTRAP_SERVERS"));
        assertThat(variable(Rendering.STANDALONE, "MESHFUSE_TOPICS_REPLICATION_FACTOR"))
                .isEqualTo("1");
    }

    @Test
    void the_single_broker_is_formatted_with_an_id_that_kafka_takes() {
        String command =
                Rendering.pod(Rendering.STANDALONE.object("StatefulSet", "kafka"))
                        .at("/containers/0/command/2")
                        .asText();

        String id = command.replaceFirst("(?s).*--cluster-id (\\S+) .*", "$1");
        assertThat(Uuid.fromString(id)).hasToString(id);
        assertThat(command).contains("--ignore-formatted", "exec /opt/kafka/bin/");
    }

    @Test
    void only_meshfuse_may_reach_either() {
        JsonNode ingress =
                Rendering.STANDALONE.object("NetworkPolicy", "kafka").at("/spec/ingress");
        assertThat(ingress.findValuesAsText("app.kubernetes.io/name"))
                .containsExactly("meshfuse", "meshfuse-kafka");

        JsonNode peers =
                Rendering.STRIMZI
                        .objects("Kafka")
                        .getFirst()
                        .at("/spec/kafka/listeners/0/networkPolicyPeers");
        assertThat(peers.findValuesAsText("app.kubernetes.io/name")).containsExactly("meshfuse");
    }

    @Test
    void nobody_is_granted_anything_beyond_the_prefix() {
        Set<StrimziKafka.Grant> grants = StrimziKafka.grants();

        assertThat(grants).isNotEmpty().allMatch(grant -> grant.prefix().startsWith("meshfuse."));
    }

    private static String config(String file) {
        return Rendering.STANDALONE.objects("ConfigMap").stream()
                .map(one -> one.path("data").path(file))
                .filter(JsonNode::isTextual)
                .findFirst()
                .orElseThrow()
                .asText();
    }

    private static String variable(Rendering rendering, String name) {
        return Rendering.each(Rendering.pod(rendering.meshfuse()).at("/containers/0/env"))
                .filter(one -> one.path("name").asText().equals(name))
                .map(one -> one.path("value").asText())
                .findFirst()
                .orElseThrow();
    }
}
