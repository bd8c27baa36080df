package dev.meshfuse.web;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.definition.TargetRef;
import dev.meshfuse.fuse.FuseMemory;
import dev.meshfuse.fuse.GateDecision;
import dev.meshfuse.fuse.GateDecision.Gate;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.verdict.EvidenceState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers Flagger's gates for all fuses. Any replica can: what a fuse remembers is read where it is
 * kept, and the evidence is in the copy that every replica has.
 */
public final class FlaggerGate {
    /**
     * An answer, as the API shows it.
     *
     * @param gate what was asked
     * @param yes whether Flagger is to do what it asks about
     * @param fuse the fuse that says so, {@code namespace/name}; null where none guards the Canary
     * @param reason one sentence for people
     */
    public record Answer(String gate, boolean yes, @Nullable String fuse, String reason) {}

    /** It cannot be answered now. */
    static final class NotNowException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotNowException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final Definitions.Source definitions;
    private final Supplier<Optional<String>> problem;
    private final Mode upperBound;
    private final States states;
    private final Function<ResourceId, Optional<FuseMemory>> memories;

    /**
     * @param problem why definitions are not known yet; empty when they are
     * @param upperBound the most that any fuse may do
     * @param memories what a fuse remembers; empty when it has no object, and only observes
     */
    public FlaggerGate(
            Definitions.Source definitions,
            Supplier<Optional<String>> problem,
            Mode upperBound,
            States states,
            Function<ResourceId, Optional<FuseMemory>> memories) {
        this.definitions = definitions;
        this.problem = problem;
        this.upperBound = upperBound;
        this.states = states;
        this.memories = memories;
    }

    /**
     * The answer about a Canary. Where several fuses guard it, each can stop it, and each can have
     * it rolled back.
     *
     * @throws NotNowException when it is not known
     */
    Answer ask(Gate gate, String namespace, String canary, String phase) {
        problem.get()
                .ifPresent(reason -> {
                    throw new NotNowException(reason, null);
                });
        boolean decisive = gate == Gate.ROLLBACK;
        List<Answer> answers =
                definitions.current().fuses().values().stream()
                        .filter(fuse -> guards(fuse.fuse(), namespace, canary))
                        .map(fuse -> answer(gate, phase, fuse))
                        .toList();
        return answers.stream()
                .filter(answer -> answer.yes() == decisive)
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .orElseGet(() ->
                        new Answer(
                                gate.word(),
                                !decisive,
                                null,
                                "No fuse has Canary %s/%s as its target."
                                        .formatted(namespace, canary)));
    }

    private static boolean guards(Fuse fuse, String namespace, String canary) {
        TargetRef target = fuse.target();
        return fuse.id().namespace().equals(namespace)
                && target.group().equals("flagger.app")
                && target.kind().equals("Canary")
                && target.name().equals(canary);
    }

    private Answer answer(Gate gate, String phase, ResolvedFuse fuse) {
        ResourceId id = fuse.fuse().id();
        GateDecision.Answer answer = GateDecision.decide(gate, phase, known(fuse));
        return new Answer(gate.word(), answer.yes(), id.local(), answer.reason());
    }

    private GateDecision.Known known(ResolvedFuse fuse) {
        Optional<FuseMemory> memory = read(fuse.fuse().id());
        boolean acts =
                memory.isPresent()
                        && upperBound == Mode.Enforce
                        && fuse.fuse().mode() == Mode.Enforce;
        return new GateDecision.Known(
                acts ? Mode.Enforce : Mode.Observe,
                fuse.split(),
                memory.orElse(FuseMemory.NEW),
                blind(fuse));
    }

    private Optional<FuseMemory> read(ResourceId fuse) {
        try {
            return memories.apply(fuse);
        } catch (MeshException e) {
            throw new NotNowException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What was said of an earlier canary says nothing of this one. */
    private @Nullable String blind(ResolvedFuse fuse) {
        if (!(fuse.split() instanceof Split.Resolved split)) {
            return null;
        }
        return states.evidence(fuse.fuse().id(), fuse.fuse().slos()).stream()
                .filter(state -> state.canaryIdentity().equals(split.canaryIdentity()))
                .map(EvidenceState::blind)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
