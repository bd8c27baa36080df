package dev.meshfuse.stream;

import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingFormat;
import dev.meshfuse.sli.IncrementsFormat;
import dev.meshfuse.sli.ServiceIncrements;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The compact formats as Kafka wants them; a record without a value has none. */
final class CompactSerdes {
    static final Serde<Reading> READINGS = of(ReadingFormat::write, ReadingFormat::read);
    static final Serde<ServiceIncrements> INCREMENTS =
            of(IncrementsFormat::write, IncrementsFormat::read);

    private CompactSerdes() {}

    private static <V> Serde<V> of(Function<V, byte[]> write, Function<byte[], V> read) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : write.apply(value),
                (topic, bytes) -> {
                    try {
                        return bytes == null ? null : read.apply(bytes);
                    } catch (IllegalArgumentException e) {
                        throw new SerializationException(
                                "a record on %s cannot be read: %s"
                                        .formatted(topic, e.getMessage()),
                                e);
                    }
                });
    }
}
