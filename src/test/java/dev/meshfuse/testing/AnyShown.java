package dev.meshfuse.testing;

import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.scrape.RequestLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random parts of records: the usual, the empty, the largest. */
public final class AnyShown {
    private static final String[] TEXTS = {
        "", "source", "cart", "cart.shop.svc.cluster.local", "ünïcödé 網路 \uD83D\uDE80", "a\nb\"c\0"
    };

    private final RandomGenerator random;
    private final double[] bounds = {0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000};
    private final double[] others = {100, 300.25};

    public AnyShown(RandomGenerator random) {
        this.random = random;
    }

    public String text() {
        return random.nextBoolean()
                ? TEXTS[random.nextInt(TEXTS.length)]
                : "text-" + random.nextInt(20);
    }

    public long count() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextLong(1L << 40);
            default -> random.nextLong(200);
        };
    }

    public Instant instant() {
        return Instant.ofEpochSecond(
                random.nextLong(-1_000_000, 3_000_000_000L), random.nextInt(1_000_000_000));
    }

    public CollectorClock clock() {
        return random.nextBoolean()
                ? CollectorClock.neverSet(random.nextLong())
                : new CollectorClock(
                        random.nextLong(),
                        Duration.ofSeconds(
                                random.nextLong(-100_000, 100_000), random.nextInt(1_000_000_000)));
    }

    public <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    public Histogram histogram() {
        double[] its =
                switch (random.nextInt(5)) {
                    case 0 -> others;
                    case 1 -> new double[0];
                    default -> bounds;
                };
        long[] atMost = new long[its.length + 1];
        long sum = 0;
        for (int i = 0; i < atMost.length; i++) {
            sum += random.nextInt(3) == 0 ? random.nextLong(1L << 50) : random.nextLong(3);
            atMost[i] = sum;
        }
        return Histogram.of(its, atMost);
    }

    public RequestLabels labels() {
        return new RequestLabels(
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                text(),
                random.nextInt(4) == 0 ? Set.of(text(), "x") : Set.of());
    }
}
