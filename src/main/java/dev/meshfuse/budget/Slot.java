package dev.meshfuse.budget;

import dev.meshfuse.sli.Tally;

/**
 * What one slot of time saw of a service; kept as a record of its own.
 *
 * @param tally its requests; empty when the service was read and had none
 */
public record Slot(Tally tally) {}
