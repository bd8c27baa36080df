package dev.meshfuse.event.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.meshfuse.event.FuseCommand;
import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.FuseInput;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * How our types look as JSON, on topics and over HTTP alike. Types in roots carry no annotations of
 * their own.
 */
@Singleton
public class JsonShapes implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        mapper.findAndRegisterModules()
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .addMixIn(FuseInput.class, FuseInputShape.class)
                .addMixIn(FuseEvent.class, FuseEventShape.class)
                .addMixIn(FuseEvent.WeightChange.class, WeightChangeShape.class);
    }

    /** A mapper for use outside the container. */
    public static ObjectMapper newMapper() {
        ObjectMapper mapper = new ObjectMapper();
        new JsonShapes().customize(mapper);
        return mapper;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FuseInput.CanaryBurns.class, name = "CanaryBurns"),
        @JsonSubTypes.Type(value = FuseInput.CanaryQuiet.class, name = "CanaryQuiet"),
        @JsonSubTypes.Type(value = FuseInput.CanaryUnseen.class, name = "CanaryUnseen"),
        @JsonSubTypes.Type(value = FuseInput.CanaryHolds.class, name = "CanaryHolds"),
        @JsonSubTypes.Type(value = FuseInput.CanaryReleased.class, name = "CanaryReleased"),
        @JsonSubTypes.Type(value = FuseInput.CanaryFlows.class, name = "CanaryFlows"),
        @JsonSubTypes.Type(value = FuseInput.TargetMoved.class, name = "TargetMoved"),
        @JsonSubTypes.Type(value = FuseInput.BudgetBurns.class, name = "BudgetBurns"),
        @JsonSubTypes.Type(value = FuseInput.BudgetSpent.class, name = "BudgetSpent"),
        @JsonSubTypes.Type(value = FuseInput.AlertFires.class, name = "AlertFires"),
        @JsonSubTypes.Type(value = FuseInput.Commanded.class, name = "Commanded"),
        @JsonSubTypes.Type(value = FuseInput.HoldStands.class, name = "HoldStands"),
        @JsonSubTypes.Type(value = FuseInput.CanaryDown.class, name = "CanaryDown")
    })
    private interface FuseInputShape {}

    /** Most events answer no command. */
    private interface FuseEventShape {
        @SuppressWarnings("UnusedMethod") // Jackson looks at it
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable FuseCommand command();
    }

    /** Most changes remove nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private interface WeightChangeShape {}
}
