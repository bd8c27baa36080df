package dev.meshfuse.app;

import dev.meshfuse.event.kafka.DeadLetter;
import dev.meshfuse.event.kafka.DeadLetters;
import jakarta.enterprise.inject.spi.CDI;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;

/**
 * Has records that the stream cannot read or process put aside, and the stream go on. Made by Kafka
 * Streams, by its name in the settings, once for each task.
 */
public final class DeadLetterHandler
        implements DeserializationExceptionHandler, ProcessingExceptionHandler {
    private static final Logger LOG = Logger.getLogger(DeadLetterHandler.class);

    @Override
    public void configure(Map<String, ?> settings) {
        // What it needs is in the container.
    }

    @Override
    public DeserializationHandlerResponse handle(
            ErrorHandlerContext context,
            ConsumerRecord<byte[], byte[]> message,
            Exception exception) {
        give(message, exception);
        return DeserializationHandlerResponse.CONTINUE;
    }

    /**
     * What is Kafka's trouble, or that of the disk, is not the record's fault: the stream stops,
     * and with the next start the record is taken up again.
     */
    @Override
    public ProcessingHandlerResponse handle(
            ErrorHandlerContext context, Record<?, ?> message, Exception exception) {
        if (exception instanceof KafkaException && !(exception instanceof SerializationException)) {
            return ProcessingHandlerResponse.FAIL;
        }
        if (context.topic() == null) { // by the clock, not by a record
            LOG.errorf(exception, "could not be done in time: step=%s", context.processorNodeId());
            return ProcessingHandlerResponse.CONTINUE;
        }
        give(origin(context), exception);
        return ProcessingHandlerResponse.CONTINUE;
    }

    private static ConsumerRecord<byte[], byte[]> origin(ErrorHandlerContext context) {
        return new ConsumerRecord<>(
                context.topic(),
                context.partition(),
                context.offset(),
                context.timestamp(),
                TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                context.sourceRawKey(),
                context.sourceRawValue(),
                context.headers(),
                Optional.empty());
    }

    private static void give(ConsumerRecord<byte[], byte[]> origin, Exception exception) {
        var unused =
                CDI.current()
                        .select(DeadLetters.class)
                        .get()
                        .give(new DeadLetter(origin, exception));
    }
}
