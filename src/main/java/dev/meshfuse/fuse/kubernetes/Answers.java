package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.fuse.MeshException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells what a failed call to the API server means. */
final class Answers {
    private Answers() {}

    /**
     * Makes a call.
     *
     * @param doing what is being done to what, for people
     */
    static <T> T to(String doing, Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw meaning(doing, e);
        }
    }

    /** An answer to be waited for; with a longer one in hand nothing is asked. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /**
     * What the API server asks for where it does not say so in its answer's body
     * (kubernetes/apiserver {@code pkg/server/filters/priority-and-fairness.go}).
     */
    private static final Duration USUAL_WAIT = Duration.ofSeconds(1);

    private static MeshException tooMany(String message, KubernetesClientException e) {
        Duration wait =
                Optional.ofNullable(e.getStatus())
                        .map(Status::getDetails)
                        .map(StatusDetails::getRetryAfterSeconds)
                        .map(Duration::ofSeconds)
                        .filter(asked -> asked.isPositive())
                        .orElse(USUAL_WAIT);
        return wait.compareTo(LONGEST_WAIT) > 0
                ? new MeshException.Busy(
                        "%s; it asks to be left alone for %d s"
                                .formatted(message, wait.toSeconds()),
                        e,
                        wait)
                : new MeshException.Unavailable(message, e, wait);
    }

    private static MeshException meaning(String doing, KubernetesClientException e) {
        String message =
                "cannot "
                        + doing
                        + ": "
                        + Forbidden.in(e).map(Forbidden::sentence).orElseGet(() -> e.getMessage());
        return switch (e.getCode()) {
            // 422 is the answer to a JSON patch whose test does not hold: the object is not what
            // was read.
            case 404, 409, 410, 422 -> new MeshException.Conflict(message, e);
            case 429 -> tooMany(message, e);
            default ->
                    e.getCode() <= 0 || e.getCode() >= 500
                            ? new MeshException.Unavailable(message, e)
                            : new MeshException.Refused(message, e);
        };
    }
}
