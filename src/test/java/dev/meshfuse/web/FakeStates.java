package dev.meshfuse.web;

import dev.meshfuse.budget.SloState;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.FuseState;
import dev.meshfuse.verdict.EvidenceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** States of fuses that a test sets; nothing is known of objectives. */
final class FakeStates implements States {
    final Map<ResourceId, String> phases = new HashMap<>();
    final List<EvidenceState> evidence = new ArrayList<>();
    int looks;

    @Override
    public Optional<SloState> slo(ResourceId slo) {
        return Optional.empty();
    }

    @Override
    public List<EvidenceState> evidence(ResourceId fuse, List<ResourceId> slos) {
        return List.copyOf(evidence);
    }

    @Override
    public FuseState fuse(ResourceId fuse) {
        looks++;
        return new FuseState(fuse, phases.getOrDefault(fuse, "Armed"), List.of());
    }
}
