package dev.meshfuse.event.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The envelope of public events: CloudEvents 1.0 with JSON data. Their id is the episode and the
 * number within it, the same when one is published again.
 */
public final class CloudEvents {
    private static final String JSON = "application/json";

    /** Each type of event has a schema of its own below this address. */
    private static final String SCHEMAS = "https://meshfuse.dev/schemas/";

    private final ObjectWriter breaches;
    private final ObjectWriter actions;

    public CloudEvents(ObjectMapper mapper) {
        this.breaches = mapper.writerFor(SloEvent.class);
        this.actions = mapper.writerFor(FuseEvent.class);
    }

    /**
     * The attribute {@code dataschema} of a type of event. The last part of its path is the name
     * under which every replica serves the schema, {@code GET /schemas/<name>}.
     */
    static URI schemaOf(String type) {
        return URI.create(SCHEMAS + type + ".json");
    }

    /** The envelope of a breach that begins or ends. */
    public CloudEvent of(SloEvent event) {
        return envelope(
                event.type().cloudEventType(),
                event.slo(),
                "slo/" + event.slo().local(),
                event.episode() + "#" + event.sequence(),
                event.at(),
                breaches,
                event);
    }

    /** The envelope of what a fuse did. */
    public CloudEvent of(FuseEvent event) {
        return envelope(
                event.type().cloudEventType(),
                event.fuse(),
                "fuse/" + event.fuse().local(),
                event.id(),
                event.at(),
                actions,
                event);
    }

    private CloudEvent envelope(
            String type,
            ResourceId about,
            String subject,
            String id,
            Instant at,
            ObjectWriter writer,
            Object data) {
        try {
            return CloudEventBuilder.v1()
                    .withId(id)
                    .withType(type)
                    .withSource(URI.create("/meshfuse/" + about.cluster()))
                    .withSubject(subject)
                    .withTime(at.atOffset(ZoneOffset.UTC))
                    .withDataSchema(schemaOf(type))
                    .withDataContentType(JSON)
                    .withData(writer.writeValueAsBytes(data))
                    .build();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write event " + id, e);
        }
    }
}
