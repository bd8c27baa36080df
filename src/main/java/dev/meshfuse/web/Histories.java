package dev.meshfuse.web;

import dev.meshfuse.budget.SloHistory;
import dev.meshfuse.definition.Slo;
import java.time.Duration;

/** Where pages find what was counted slot by slot, which only one replica has. */
public interface Histories {
    /** What was found. */
    sealed interface Found {}

    /** It is here. */
    record Here(SloHistory history) implements Found {}

    /** Another replica has it. */
    record Elsewhere(String host, int port) implements Found {}

    /** It is not known who has it now; a sentence that says why. */
    record Unknown(String reason) implements Found {}

    /**
     * What an objective counted, if this replica has it. Reads from disk.
     *
     * @param window how far to look back, a multiple of ten seconds
     */
    Found find(Slo slo, Duration window);
}
