package dev.meshfuse.scrape.kafka;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingFormat;
import org.apache.kafka.common.serialization.Serializer;

/** Gives the producer of readings their bytes. */
public final class ReadingSerializer implements Serializer<Reading> {
    @Override
    public byte[] serialize(String topic, Reading reading) {
        return ReadingFormat.write(reading);
    }
}
