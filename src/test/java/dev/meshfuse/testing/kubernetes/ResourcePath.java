package dev.meshfuse.testing.kubernetes;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path below {@code /api/v1} or {@code /apis/GROUP/VERSION}.
 *
 * @param namespace null when the path names none
 * @param name empty for a collection
 * @param subresource empty for the main resource
 */
record ResourcePath(
        String group,
        String version,
        @Nullable String namespace,
        String plural,
        String name,
        String subresource) {

    static Optional<ResourcePath> of(List<String> path) {
        boolean core = path.get(0).equals("api");
        int start = core ? 2 : 3;
        if ((!core && !path.get(0).equals("apis")) || path.size() <= start) {
            return Optional.empty();
        }
        String group = core ? "" : path.get(1);
        String version = path.get(start - 1);
        List<String> rest = path.subList(start, path.size());
        String namespace = null;
        // "namespaces/NAME" and "namespaces/NAME/status" are about the namespace itself.
        boolean inNamespace = rest.get(0).equals("namespaces") && rest.size() > 2;
        if (inNamespace && !(rest.size() == 3 && rest.get(2).equals("status"))) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (rest.size() > 3) {
            return Optional.empty();
        }
        return Optional.of(
                new ResourcePath(
                        group,
                        version,
                        namespace,
                        rest.get(0),
                        rest.size() > 1 ? rest.get(1) : "",
                        rest.size() > 2 ? rest.get(2) : ""));
    }
}
