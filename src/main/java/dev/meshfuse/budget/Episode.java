package dev.meshfuse.budget;

import dev.meshfuse.definition.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A breach of an objective from open to closed. There is one at most, whatever noticed it, and it
 * only ever becomes more urgent.
 *
 * @param id its identity, on which everything that follows from it is based
 * @param sequence how often it was said: 1 when it was opened
 * @param severity how urgent it has become
 * @param openedAt when it was noticed
 * @param cause what made it as urgent: the name of a tier, or of a fuse whose canary burns
 * @param firedAt when anything as urgent last fired
 * @param lastsUntil when it ends if nothing fires any more
 */
public record Episode(
        String id,
        int sequence,
        Severity severity,
        Instant openedAt,
        String cause,
        Instant firedAt,
        Instant lastsUntil) {
    public Episode {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(openedAt, "openedAt");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(firedAt, "firedAt");
        Objects.requireNonNull(lastsUntil, "lastsUntil");
    }

    /** It fires still, and lasts for so long at least. */
    Episode firing(Instant now, Duration calm) {
        Instant until = now.plus(calm);
        return new Episode(
                id,
                sequence,
                severity,
                openedAt,
                cause,
                now,
                until.isAfter(lastsUntil) ? until : lastsUntil);
    }

    /** It has become more urgent. */
    Episode escalated(BreachWatch.Cause by, Instant now) {
        return new Episode(
                id, sequence + 1, by.severity(), openedAt, by.name(), now, now.plus(by.calm()));
    }

    /** The same, said once more. */
    Episode saidAgain() {
        return new Episode(id, sequence + 1, severity, openedAt, cause, firedAt, lastsUntil);
    }
}
