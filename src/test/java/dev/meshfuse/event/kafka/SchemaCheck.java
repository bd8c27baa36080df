package dev.meshfuse.event.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Objects;

/** Holds data against the schemas that the program came with. */
public final class SchemaCheck {
    private static final JsonSchemaFactory SCHEMAS =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private SchemaCheck() {}

    /** What is wrong with the data of an event, by the schema that its envelope names. */
    public static List<String> faults(URI dataSchema, JsonNode data) {
        String name = dataSchema.getPath().replaceFirst(".*/", "");
        return faults(name.replaceFirst("\\.json$", ""), data);
    }

    /** The same by the CloudEvents type. */
    static List<String> faults(String type, JsonNode data) {
        return schema(type).validate(data).stream().map(ValidationMessage::getMessage).toList();
    }

    private static JsonSchema schema(String type) {
        String resource = "/schemas/" + type + ".json";
        try (InputStream in =
                Objects.requireNonNull(SchemaCheck.class.getResourceAsStream(resource), resource)) {
            return SCHEMAS.getSchema(
                    in, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
