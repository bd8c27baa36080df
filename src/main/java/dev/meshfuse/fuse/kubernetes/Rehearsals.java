package dev.meshfuse.fuse.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TargetView;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses a trip: has the API server judge the very writes that it would make, as a dry run,
 * which passes permissions, schemas and admission webhooks and changes nothing (Kubernetes API
 * concepts, "Dry-run"). So a fuse that could not act is found on a quiet day, and the way there is
 * known to a JVM that goes it seldom. While the canary has no weight, what is there is written
 * again.
 *
 * <p>A fuse is rehearsed when its definition or what its target says has changed, and every hour;
 * every five minutes where it failed. For use by one thread.
 */
final class Rehearsals {
    static final String TYPE = "Rehearsed";

    /** Where a target cannot be acted on. */
    static final Condition NOT_READY =
            unknown("TargetNotReady", "There is nothing to rehearse on.");

    private static final Logger LOG = Logger.getLogger(Rehearsals.class);

    /** Two or three calls to the API server; chosen. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final Duration AGAIN_AFTER_FAILURE = Duration.ofMinutes(5);

    /**
     * Somebody may change the object between look and write, or a webhook may be away; not so often
     * in a row.
     */
    private static final int TRIES = 3;

    /** What the API server answers for a webhook that does not say it is free of side effects. */
    private static final String NO_DRY_RUN = "does not support dry run";

    private record Done(String of, Instant at, Condition condition, int inVain) {}

    private final FuseObjects fuses;
    private final TargetObjects targets;
    private final Mode upperBound;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Map<ResourceId, Done> done = new HashMap<>();

    /**
     * @param upperBound the most that any fuse may do
     */
    Rehearsals(
            FuseObjects fuses,
            TargetObjects targets,
            Mode upperBound,
            ObjectMapper mapper,
            Clock clock) {
        this.fuses = fuses;
        this.targets = targets;
        this.upperBound = upperBound;
        this.mapper = mapper;
        this.clock = clock;
    }

    void retain(Set<ResourceId> defined) {
        done.keySet().retainAll(defined);
    }

    /**
     * How the last rehearsal went, after another one if that is due.
     *
     * @param object the fuse's object
     * @return empty while there was none that told anything
     */
    Optional<Condition> of(Fuse fuse, TargetView view, GenericKubernetesResource object) {
        if (!(view instanceof TargetView.Splitting target)) {
            return Optional.of(NOT_READY);
        }
        if (upperBound == Mode.Observe || fuse.mode() == Mode.Observe) {
            return Optional.of(unknown("OnlyObserves", "It only observes, so it writes nothing."));
        }
        Done last = done.get(fuse.id());
        String what = object.getMetadata().getGeneration() + " " + target.uid() + target.describe();
        Instant now = clock.instant();
        if (last == null || !last.of().equals(what) || isDue(last, now)) {
            last = rehearse(fuse.id(), target, object, what, last);
            done.put(fuse.id(), last);
        }
        return last.inVain() > 0 ? Optional.empty() : Optional.of(last.condition());
    }

    private static boolean isDue(Done last, Instant now) {
        boolean failed = last.condition().status().equals("False");
        return last.inVain() > 0
                || !last.at().plus(failed ? AGAIN_AFTER_FAILURE : AGAIN).isAfter(now);
    }

    private Done rehearse(
            ResourceId fuse,
            TargetView.Splitting target,
            GenericKubernetesResource object,
            String what,
            @Nullable Done last) {
        int inVain = 0;
        Condition condition;
        try {
            tryStatus(fuse, object);
            (target.canaryHasWeight() ? target.withoutCanary() : target.unchanged())
                    .writes()
                    .forEach(targets::tryWrite);
            condition =
                    new Condition(
                            TYPE,
                            "True",
                            "Passed",
                            "The API server would take what a trip writes.");
        } catch (MeshException.Refused e) {
            String message = String.valueOf(e.getMessage());
            condition =
                    message.contains(NO_DRY_RUN)
                            ? unknown("NoDryRun", message)
                            : new Condition(TYPE, "False", "Refused", message);
        } catch (MeshException e) {
            int before = last == null || !last.of().equals(what) ? 0 : last.inVain();
            inVain = before + 1 < TRIES ? before + 1 : 0;
            condition = new Condition(TYPE, "False", "Refused", String.valueOf(e.getMessage()));
        }
        if (inVain == 0) {
            tell(fuse, last, condition);
        }
        return new Done(what, clock.instant(), condition, inVain);
    }

    private void tryStatus(ResourceId fuse, GenericKubernetesResource object) {
        ObjectNode patch = mapper.createObjectNode();
        patch.putObject("metadata")
                .put("resourceVersion", object.getMetadata().getResourceVersion());
        patch.putObject("status");
        fuses.tryStatus(fuse, patch);
    }

    private static Condition unknown(String reason, String message) {
        return new Condition(TYPE, "Unknown", reason, message);
    }

    private static void tell(ResourceId fuse, @Nullable Done last, Condition now) {
        boolean failed = now.status().equals("False");
        boolean before =
                last != null && last.inVain() == 0 && last.condition().status().equals("False");
        if (failed && !before) {
            LOG.warnf("fuse=%s reason=\"%s\" a trip would be refused", fuse.local(), now.message());
        } else if (before && !failed) {
            LOG.infof("fuse=%s a trip would be taken again", fuse.local());
        }
    }
}
