package dev.meshfuse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the topics is what the program does. */
class AsyncApiTest {
    private static final Path DOCS = Path.of("docs");
    private static final Topics TOPICS = new Topics("meshfuse.");
    private static final CloudEvents ENVELOPES = new CloudEvents(JsonShapes.newMapper());

    @SuppressWarnings("NullAway.Init") // below
    private static JsonNode api;

    @BeforeAll
    static void read() throws IOException {
        api = new ObjectMapper(new YAMLFactory()).readTree(DOCS.resolve("asyncapi.yaml").toFile());
    }

    @Test
    void every_public_topic_is_a_channel_with_the_settings_it_is_created_with() {
        TopicRules rules = new TopicRules(TOPICS);
        assertThat(api.path("asyncapi").asText()).isEqualTo("3.0.0");
        List<String> addresses = new ArrayList<>();
        for (JsonNode channel : api.path("channels")) {
            String topic =
                    channel.path("address")
                            .asText()
                            .replace(
                                    "{prefix}",
                                    api.at("/components/parameters/prefix/default").asText());
            addresses.add(topic);
            JsonNode told = resolve(channel.path("bindings")).at("/kafka/topicConfiguration");
            Map<String, String> settings = rules.settingsOf(topic, 1);
            assertThat(told.size()).as(topic).isEqualTo(settings.size());
            settings.forEach((setting, value) -> {
                JsonNode one = told.path(setting);
                assertThat(one.isArray() ? one.get(0).asText() : one.asText())
                        .as("%s of %s", setting, topic)
                        .isEqualTo(value);
            });
        }
        assertThat(addresses)
                .containsExactlyInAnyOrder(
                        TOPICS.breaches(), TOPICS.actions(), TOPICS.deadLetters());
    }

    @Test
    void every_type_of_event_is_a_message_on_its_topic() {
        assertThat(names("breaches"))
                .isEqualTo(types(Stream.of(SloEvent.Type.values()).map(t -> t.cloudEventType())));
        assertThat(names("actions"))
                .isEqualTo(types(Stream.of(FuseEvent.Type.values()).map(t -> t.cloudEventType())));
    }

    @Test
    void a_message_has_the_headers_and_the_schema_of_its_type() {
        for (SloEvent.Type type : SloEvent.Type.values()) {
            check(type.cloudEventType(), ENVELOPES.of(SomeEvents.bare(type)));
        }
        for (FuseEvent.Type type : FuseEvent.Type.values()) {
            check(type.cloudEventType(), ENVELOPES.of(SomeEvents.bare(type)));
        }
    }

    private static void check(String type, CloudEvent event) {
        JsonNode message = message(type);
        JsonNode constants = message.at("/headers/allOf/1/properties");
        assertThat(constants.at("/ce_type/const").asText()).isEqualTo(event.getType());
        assertThat(constants.at("/ce_dataschema/const").asText())
                .isEqualTo(String.valueOf(event.getDataSchema()));
        Path schema = DOCS.resolve(message.at("/payload/schema/$ref").asText()).normalize();
        assertThat(schema).isEqualTo(EventSchemas.FOLDER.resolve(type + ".json")).exists();

        Set<String> headers = new TreeSet<>();
        RecordHeaders written = new RecordHeaders();
        try (CloudEventSerializer serializer = new CloudEventSerializer()) {
            serializer.serialize("any", written, event);
        }
        written.forEach(header -> headers.add(header.key()));
        JsonNode told = resolve(message.at("/headers/allOf/0"));
        assertThat(headers).isEqualTo(texts(told.path("required")));
        assertThat(headers).isEqualTo(keys(told.path("properties")));
    }

    /** Those of a dead letter are told with which are always there. */
    @Test
    void a_dead_letter_has_the_headers_that_are_told() {
        ConsumerRecord<byte[], byte[]> origin =
                new ConsumerRecord<>("meshfuse.readings", 1, 7, null, new byte[] {1});
        ProducerRecord<byte[], byte[]> plain =
                new DeadLetter(origin, new IllegalStateException("no")).toRecord("letters");
        ProducerRecord<byte[], byte[]> caused =
                new DeadLetter(origin, new IllegalStateException("no", new IOException("why")))
                        .toRecord("letters");
        JsonNode told = api.at("/components/messages/deadLetter/headers");

        assertThat(headers(plain)).isEqualTo(texts(told.path("required")));
        assertThat(headers(caused)).isEqualTo(keys(told.path("properties")));
    }

    @Test
    void every_reference_leads_somewhere() throws IOException {
        for (JsonNode reference : api.findValues("$ref")) {
            String to = reference.asText();
            if (to.startsWith("#/")) {
                assertThat(api.at(to.substring(1)).isMissingNode()).as(to).isFalse();
            } else {
                assertThat(DOCS.resolve(to)).exists();
            }
        }
        assertThat(Files.readString(DOCS.resolve("events.md"), StandardCharsets.UTF_8))
                .contains("asyncapi.yaml");
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? api.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode message(String type) {
        return api.at("/components/messages")
                .valueStream()
                .filter(message -> message.path("name").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> names(String channel) {
        return types(
                api.at("/channels/" + channel + "/messages")
                        .valueStream()
                        .map(message -> resolve(message).path("name").asText()));
    }

    private static Set<String> types(Stream<String> types) {
        return new TreeSet<>(types.toList());
    }

    private static Set<String> texts(JsonNode list) {
        return types(list.valueStream().map(JsonNode::asText));
    }

    private static Set<String> keys(JsonNode object) {
        return types(object.propertyStream().map(Map.Entry::getKey));
    }

    private static Set<String> headers(ProducerRecord<byte[], byte[]> letter) {
        Set<String> names = new TreeSet<>();
        letter.headers().forEach((Header header) -> names.add(header.key()));
        return names;
    }
}
