package dev.meshfuse.fuse.kafka;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
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

    @SuppressWarnings("unchecked") // a record of a message of bytes has bytes
    private void answer(IncomingKafkaRecord<byte[], byte[]> message) {
        try {
            turn.take(message.unwrap(ConsumerRecord.class));
        } catch (RuntimeException e) {
            LOG.debugf(e, "fuse input not answered, the program ends: offset=%d", message.getOffset());
            return; // answered after the next start
        }
        var unused = message.ack();
    }
}
