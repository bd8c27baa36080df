package dev.meshfuse.fuse.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.Commands;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Puts commands on the topic of inputs, under the key of their fuse. */
@ApplicationScoped
public class FuseCommands implements Commands {
    private final Emitter<Record<String, byte[]>> inputs;
    private final ObjectMapper mapper;

    FuseCommands(@Channel("commands") Emitter<Record<String, byte[]>> inputs, ObjectMapper mapper) {
        this.inputs = inputs;
        this.mapper = mapper;
    }

    @Override
    public CompletionStage<Void> give(FuseInput input) {
        byte[] json;
        try {
            json = mapper.writerFor(FuseInput.class).writeValueAsBytes(input);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write input " + input.episode(), e);
        }
        try {
            return inputs.send(Record.of(input.fuse().key(), json));
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e); // too many wait already, or it ends
        }
    }
}
