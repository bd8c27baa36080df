package dev.meshfuse.fuse.kubernetes;

import dev.meshfuse.fuse.MeshException;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
            case 429 -> new MeshException.Unavailable(message, e);
            default ->
                    e.getCode() <= 0 || e.getCode() >= 500
                            ? new MeshException.Unavailable(message, e)
                            : new MeshException.Refused(message, e);
        };
    }
}
