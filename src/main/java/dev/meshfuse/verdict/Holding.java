package dev.meshfuse.verdict;

import java.time.Instant;
import java.util.List;

/** Begins, repeats and ends the time in which a canary must get no more traffic. */
final class Holding {
    private Holding() {}

    /**
     * The watch with its hold as it is after a block.
     *
     * @param called whether the block has requests to the canary that count
     * @param findings takes what others must hear of
     */
    static CanaryWatch judge(
            CanaryWatch watch, Instant now, boolean called, List<Finding> findings) {
        CanaryTests tests = watch.tests();
        CanaryWatch.Hold hold = watch.hold();
        boolean hurt = watch.isHurtByUnknown(now);
        if (hold == null) {
            return !tests.convicts() && (tests.isWorse() || hurt)
                    ? begin(watch, hurt, now, findings)
                    : watch;
        }
        if (!tests.staysWorse() && !(hold.hurt() && tests.staysHurt())) {
            findings.add(new Finding.Released("The evidence has fallen below half its threshold."));
            return watch.with((CanaryWatch.Hold) null);
        }
        boolean repeats =
                called
                        && !tests.convicts()
                        && !now.isBefore(hold.saidAt().plus(CanaryWatch.REPEAT));
        if (!repeats) {
            return watch;
        }
        CanaryWatch.Hold again =
                new CanaryWatch.Hold(hold.id(), hold.hurt() || hurt, reason(watch, hurt), now);
        findings.add(new Finding.Holds(false, again.reason()));
        return watch.with(again);
    }

    private static CanaryWatch begin(
            CanaryWatch watch, boolean hurt, Instant now, List<Finding> findings) {
        String id = "hold/" + watch.slo().local() + "/" + watch.fuse().name() + "@" + now;
        CanaryWatch.Hold hold = new CanaryWatch.Hold(id, hurt, reason(watch, hurt), now);
        findings.add(new Finding.Holds(true, hold.reason()));
        return watch.with(hold);
    }

    private static String reason(CanaryWatch watch, boolean hurtByUnknown) {
        CanaryTests tests = watch.tests();
        if (hurtByUnknown) {
            return watch.stableBurns()
                    ? "Users are hurt, and not by the canary alone: stable burns as well."
                    : "Users of the canary are hurt, but it is not shown to be worse than stable.";
        }
        String leftOut = tests.weakest().leftOut();
        if (!tests.usersHurt()) {
            return "The canary is worse than stable, but not shown to be above its limit.";
        }
        return leftOut.isEmpty()
                ? "The canary is above its limit and worse than stable, but too briefly to take it out of"
                        + " traffic."
                : "The canary is above its limit and worse than stable, but without %s that is not shown."
                        .formatted(leftOut);
    }
}
