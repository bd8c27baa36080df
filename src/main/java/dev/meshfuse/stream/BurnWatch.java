package dev.meshfuse.stream;

import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.verdict.Block;
import dev.meshfuse.verdict.CanaryTraffic;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a fuse has heard of the budget of one of its objectives, and the canary it was told of.
 * Immutable.
 *
 * @param fuse the fuse
 * @param slo the objective
 * @param measured what is counted as bad
 * @param canaryIdentity what the canary runs
 * @param toldApartBy what tells the sides apart
 * @param since since when its requests are counted; errors before are none of its own
 * @param traffic how often it is called
 * @param lastCanaryAt latest reading with a request to it, or null
 * @param readAt latest block in which anybody was read who reports calls of it, or null
 * @param burn the breach that was said, or null
 * @param spent the used-up budget that was said, or null
 * @param blamed episode in which the canary was last said to explain a breach, until it is quiet;
 *     or null
 */
record BurnWatch(
        ResourceId fuse,
        ResourceId slo,
        String measured,
        String canaryIdentity,
        String toldApartBy,
        Instant since,
        CanaryTraffic traffic,
        @Nullable Instant lastCanaryAt,
        @Nullable Instant readAt,
        @Nullable Burn burn,
        @Nullable Spent spent,
        @Nullable String blamed) {
    /** As evidence is repeated, so that an action that failed is tried again. */
    static final Duration REPEAT = Duration.ofSeconds(5);

    /**
     * A breach as far as it concerns the fuse.
     *
     * @param id its identity for the fuse
     * @param breach identity of the breach
     * @param explained whether the canary explained it when it was last said
     * @param saidAt when that was
     */
    record Burn(String id, String breach, boolean explained, Instant saidAt) {}

    /**
     * A time in which the budget is used up.
     *
     * @param id its identity
     * @param saidAt when it was last said
     */
    record Spent(String id, Instant saidAt) {}

    BurnWatch {
        Objects.requireNonNull(fuse, "fuse");
        Objects.requireNonNull(slo, "slo");
        Objects.requireNonNull(measured, "measured");
        Objects.requireNonNull(canaryIdentity, "canaryIdentity");
        Objects.requireNonNull(toldApartBy, "toldApartBy");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(traffic, "traffic");
    }

    /** A watch that has seen nothing. */
    static BurnWatch begin(Fuse fuse, Slo slo, Split.Resolved split, Instant now) {
        return new BurnWatch(
                fuse.id(),
                slo.id(),
                slo.indicator().describe() + ", " + slo.counting(),
                split.canaryIdentity(),
                split.rule().describe(),
                now,
                CanaryTraffic.NONE,
                null,
                null,
                null,
                null,
                null);
    }

    /** Whether this watch is of that canary, counted in that way. */
    boolean isOf(BurnWatch fresh) {
        return measured.equals(fresh.measured)
                && canaryIdentity.equals(fresh.canaryIdentity)
                && toldApartBy.equals(fresh.toldApartBy);
    }

    /** Whether the canary is called. */
    boolean isLive() {
        return lastCanaryAt != null && !traffic.isQuiet();
    }

    /** Takes in how often the canary was called. */
    BurnWatch after(Block block) {
        Instant last = block.lastCanaryAt() == null ? lastCanaryAt : block.lastCanaryAt();
        return new BurnWatch(
                fuse,
                slo,
                measured,
                canaryIdentity,
                toldApartBy,
                since,
                traffic.after(block),
                last,
                block.callersRead() ? block.closedAt() : readAt,
                burn,
                spent,
                blamed);
    }

    /** Whether calls of the canary were read lately, so that what is known speaks of now. */
    boolean isSeen(Instant now) {
        return readAt != null && now.isBefore(readAt.plus(ServiceCanaries.EVIDENCE_AGE));
    }

    /** The canary is not called any more: what comes next is counted from zero. */
    BurnWatch afterQuiet(Instant now) {
        return new BurnWatch(
                fuse,
                slo,
                measured,
                canaryIdentity,
                toldApartBy,
                now,
                traffic,
                null,
                readAt,
                null,
                spent,
                null);
    }

    /** The breach that was said, or null when it is over. */
    BurnWatch with(@Nullable Burn next) {
        return with(next, spent, next != null && next.explained() ? next.id() : blamed);
    }

    /** The used-up budget that was said, or null when it is over. */
    BurnWatch with(@Nullable Spent next) {
        return with(burn, next, blamed);
    }

    private BurnWatch with(
            @Nullable Burn nextBurn, @Nullable Spent nextSpent, @Nullable String nextBlamed) {
        return new BurnWatch(
                fuse,
                slo,
                measured,
                canaryIdentity,
                toldApartBy,
                since,
                traffic,
                lastCanaryAt,
                readAt,
                nextBurn,
                nextSpent,
                nextBlamed);
    }

    /** Whether something that was said then is to be said again. */
    static boolean isDue(Instant saidAt, Instant now) {
        return !now.isBefore(saidAt.plus(REPEAT));
    }
}
