package dev.meshfuse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventSchemasTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final CloudEvents ENVELOPES = new CloudEvents(JsonShapes.newMapper());

    /** With this property set they are written; see CONTRIBUTING. */
    private static final boolean WRITE = Boolean.getBoolean("meshfuse.schemas.write");

    @Test
    void the_schemas_that_are_shipped_are_those_of_the_types() throws IOException {
        Map<String, String> made = EventSchemas.all();
        if (WRITE) {
            Files.createDirectories(EventSchemas.FOLDER);
            for (Map.Entry<String, String> schema : made.entrySet()) {
                Files.writeString(file(schema.getKey()), schema.getValue());
            }
        }

        assertThat(made).hasSize(SloEvent.Type.values().length + FuseEvent.Type.values().length);
        for (Map.Entry<String, String> schema : made.entrySet()) {
            assertThat(file(schema.getKey())).content().isEqualTo(schema.getValue());
        }
        try (Stream<Path> files = Files.list(EventSchemas.FOLDER)) {
            assertThat(files).hasSize(made.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_a_fuse_says_is_as_its_schema_says(FuseEvent.Type type) throws IOException {
        for (FuseEvent event : List.of(SomeEvents.full(type), SomeEvents.bare(type))) {
            assertThat(faults(ENVELOPES.of(event))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_said_of_a_breach_is_as_its_schema_says(SloEvent.Type type) throws IOException {
        for (SloEvent event : List.of(SomeEvents.full(type), SomeEvents.bare(type))) {
            assertThat(faults(ENVELOPES.of(event))).isEmpty();
        }
    }

    /** Else anything would be as they say. */
    @Test
    void what_is_otherwise_is_found() throws IOException {
        JsonNode good =
                MAPPER.readTree(bytes(ENVELOPES.of(SomeEvents.full(FuseEvent.Type.TRIPPED))));
        String type = FuseEvent.Type.TRIPPED.cloudEventType();
        assertThat(SchemaCheck.faults(type, good)).isEmpty();

        assertThat(SchemaCheck.faults(type, with(good, "type", "HELD"))).hasSize(1);
        assertThat(SchemaCheck.faults(type, with(good, "sequence", "4"))).hasSize(1);
        assertThat(SchemaCheck.faults(type, with(good, "at", "yesterday"))).hasSize(1);
        ObjectNode without = good.deepCopy();
        without.remove("episode");
        assertThat(SchemaCheck.faults(type, without)).hasSize(1);
        ObjectNode deep = good.deepCopy();
        ((ObjectNode) deep.at("/evidence/blocks/0")).put("canaryBad", "many");
        assertThat(SchemaCheck.faults(type, deep)).isNotEmpty();
    }

    @Test
    void a_schema_says_what_its_parts_mean() throws IOException {
        for (String type : EventSchemas.all().keySet()) {
            JsonNode schema = MAPPER.readTree(file(type).toFile());
            schema.path("properties")
                    .properties()
                    .forEach(property ->
                            assertThat(property.getValue().path("description").asText())
                                    .as("%s of %s", property.getKey(), type)
                                    .isNotEmpty());
        }
    }

    private static List<String> faults(CloudEvent event) throws IOException {
        return SchemaCheck.faults(
                Objects.requireNonNull(event.getDataSchema()), MAPPER.readTree(bytes(event)));
    }

    private static byte[] bytes(CloudEvent event) {
        return Objects.requireNonNull(event.getData()).toBytes();
    }

    private static JsonNode with(JsonNode event, String property, String value) {
        return ((ObjectNode) event.deepCopy()).put(property, value);
    }

    private static Path file(String type) {
        return EventSchemas.FOLDER.resolve(type + ".json");
    }
}
