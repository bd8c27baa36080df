package dev.meshfuse.fuse.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.meshfuse.event.FuseInput;
import dev.meshfuse.event.kafka.DeadLetter;
import dev.meshfuse.event.kafka.DeadLetters;
import dev.meshfuse.fuse.MeshException;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.jboss.logging.Logger;

/**
 * One input of a fuse, from what was read to what was said of it. Fuses act seldom, and then at
 * once: what it needs is made when the program starts, and not with the first input.
 */
@Startup
@ApplicationScoped
public class FuseTurn {
    private static final Logger LOG = Logger.getLogger(FuseTurn.class);

    private final FuseAnswers answers;
    private final DeadLetters deadLetters;
    private final ObjectReader inputs;

    FuseTurn(FuseAnswers answers, DeadLetters deadLetters, ObjectMapper mapper) {
        this.answers = answers;
        this.deadLetters = deadLetters;
        this.inputs = mapper.readerFor(FuseInput.class);
        for (Class<?> kind : FuseInput.class.getPermittedSubclasses()) {
            var unused = mapper.readerFor(kind); // the mapper keeps what it finds out of each
        }
    }

    /**
     * Answers an input. One whose event Kafka does not take is answered again for as long as that
     * lasts: what was done must be said, and doing it again changes nothing. One that cannot be
     * read, or answered in no way that was thought of, is put aside, and the next one is answered.
     */
    @Retry(
            maxRetries = -1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            maxDuration = 0,
            retryOn = UnpublishedException.class)
    void take(ConsumerRecord<byte[], byte[]> message) {
        try {
            answer(read(message.value()));
        } catch (UnpublishedException e) {
            throw e;
        } catch (IOException e) {
            putAside(message, e);
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // the program ends; it is answered after the next start
            }
            putAside(message, e);
        }
    }

    private void answer(FuseInput input) {
        try {
            answers.answer(input);
        } catch (MeshException e) {
            LOG.errorf(
                    e,
                    "fuse could not act: fuse=%s episode=%s",
                    input.fuse().local(),
                    input.episode());
            answers.failed(input, String.valueOf(e.getMessage()));
        } catch (UnpublishedException e) {
            throw e;
        } catch (RuntimeException e) {
            if (input instanceof FuseInput.Commanded && !Thread.currentThread().isInterrupted()) {
                // Whoever gave it waits for its event.
                answers.failed(input, "it could not be answered; the log of the replica says why");
            }
            throw e;
        }
    }

    private FuseInput read(byte[] value) throws IOException {
        FuseInput input = value == null ? null : inputs.<FuseInput>readValue(value);
        if (input == null) {
            throw new IOException("an input of a fuse has no value");
        }
        return input;
    }

    /** Waits until it is written: what is not answered is not read again. */
    private void putAside(ConsumerRecord<byte[], byte[]> message, Exception reason) {
        deadLetters.give(new DeadLetter(message, reason)).join();
    }
}
