package dev.meshfuse.alert;

import dev.meshfuse.definition.ResourceId;
import java.net.URI;
import java.util.Optional;

/**
 * Where alerts lead.
 *
 * @param external where people reach this program; without it there are no links
 * @param runbooks below which address the runbooks are; by default this program serves them
 */
public record AlertLinks(Optional<URI> external, Optional<URI> runbooks) {
    /** Where an objective is told. */
    Optional<URI> slo(ResourceId slo) {
        return external.map(base -> below(base, "api/v1/slos/" + slo.local()));
    }

    /** Where a fuse is told. */
    Optional<URI> fuse(ResourceId fuse) {
        return external.map(base -> below(base, "api/v1/fuses/" + fuse.local()));
    }

    /** Where it is told what to do. */
    Optional<URI> runbook(AlertName name) {
        return runbooks.or(() -> external.map(base -> below(base, "runbooks")))
                .map(base -> below(base, name + ".md"));
    }

    private static URI below(URI base, String path) {
        String text = base.toString();
        return URI.create(text.endsWith("/") ? text + path : text + "/" + path);
    }
}
