package dev.meshfuse.scrape.kafka;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingFormat;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Gives the producer of readings their bytes; none, for a target that is gone. */
public final class ReadingSerializer implements Serializer<Reading> {
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Reading reading) {
        return reading == null ? null : ReadingFormat.write(reading);
    }
}
