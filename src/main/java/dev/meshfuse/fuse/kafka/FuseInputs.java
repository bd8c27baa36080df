package dev.meshfuse.fuse.kafka;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Reads the inputs of fuses: one after the other for each fuse, and different fuses side by side.
 */
@ApplicationScoped
public class FuseInputs {
    private static final Logger LOG = Logger.getLogger(FuseInputs.class);

    /**
     * Inputs at work or waiting for others of their fuse. Half of what the Kubernetes client sends
     * at once; an input that hangs is given up within some ten seconds.
     */
    private static final int AT_ONCE = 32;

    private final FuseTurn turn;
    private final FuseLanes<ByteBuffer> lanes =
            new FuseLanes<>(Infrastructure.getDefaultWorkerPool(), AT_ONCE);

    FuseInputs(FuseTurn turn) {
        this.turn = turn;
    }

    /** Accepts an input. It counts as read once it is answered, or put aside. */
    @Incoming("fuse-inputs")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> take(IncomingKafkaRecord<byte[], byte[]> message) {
        byte[] key = message.getKey() == null ? new byte[0] : message.getKey();
        return lanes.run(ByteBuffer.wrap(key), () -> answer(message));
    }

    private void answer(IncomingKafkaRecord<byte[], byte[]> message) {
        try {
            turn.take(recordOf(message));
        } catch (RuntimeException e) {
            // Not acknowledged, so it is answered after the next start; there is no other way here.
            LOG.errorf(
                    e,
                    "fuse input not answered: partition=%d offset=%d",
                    message.getPartition(),
                    message.getOffset());
            return;
        }
        var unused = message.ack();
    }

    /** As it came: what cannot be read is put aside as it was. */
    @SuppressWarnings("unchecked") // the deserializers give bytes
    private static ConsumerRecord<byte[], byte[]> recordOf(
            IncomingKafkaRecord<byte[], byte[]> message) {
        IncomingKafkaRecordMetadata<byte[], byte[]> metadata =
                message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        return metadata.getRecord();
    }
}
