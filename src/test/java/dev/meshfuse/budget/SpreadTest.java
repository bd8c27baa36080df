package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.testing.Property;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests gained over some time, divided among slots. */
class SpreadTest {
    private static final long OLDEST = 3600 * 400_000L;
    private static final long END = OLDEST + 30 * 24 * 3600;

    /** The current slot begins ten seconds before the end. */
    private static final Instant NOW = Instant.ofEpochSecond(END - 10);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # since | at   | requests | in each slot
                    -5      | 5    | 10       | 5 5
                    -1      | 9    | 10       | 1 9
                    -21     | 9    | 10       | 0 4 3 3
                    -10     | 0    | 10       | 10
                    0       | 0    | 10       | 10
                    3       | 3    | 7        | 7
                    5       | 3    | 7        | 7
                    -5      | 5    | 1        | 1 0
                    -4      | 6    | 1        | 0 1
                    -5      | 5    | 0        | 0 0
                    -10     | 3600 | 361      | 1 360
                    400     | 500  | 7        | 7
                    """)
    void each_slot_gets_its_share_of_the_time_rounded(
            long since, long at, long requests, String shares) {
        Spread spread = new Spread(NOW.plusSeconds(since), NOW.plusSeconds(at), 0, OLDEST, END);

        assertThat(spread.of(requests))
                .containsExactly(
                        Arrays.stream(shares.split(" ")).mapToLong(Long::parseLong).toArray());
    }

    @Test
    void what_was_gained_before_the_oldest_slot_is_left_out() {
        Spread half =
                new Spread(
                        Instant.ofEpochSecond(OLDEST - 3600),
                        Instant.ofEpochSecond(OLDEST + 3600),
                        0,
                        OLDEST,
                        END);
        Spread older =
                new Spread(
                        Instant.ofEpochSecond(OLDEST - 20),
                        Instant.ofEpochSecond(OLDEST),
                        0,
                        OLDEST,
                        END);

        assertThat(half.of(100)).containsExactly(50);
        assertThat(half.of(durations(20, 60, 100))).containsExactly(durations(10, 30, 50));
        assertThat(older.size()).isZero();
        assertThat(older.of(100)).isEmpty();
    }

    @Test
    void a_time_of_weeks_is_divided_among_the_slots_there_are() {
        Spread spread =
                new Spread(Instant.ofEpochSecond(OLDEST), NOW.plusSeconds(10), 0, OLDEST, END);

        assertThat(spread.size()).isBetween(1700, 1716);
        assertThat(LongStream.of(spread.of(1_000_000)).sum()).isEqualTo(1_000_000);
    }

    @Test
    void numbers_beyond_any_counter_are_divided_as_well() {
        Spread spread = new Spread(NOW.minusSeconds(5), NOW.plusSeconds(5), 0, OLDEST, END);

        assertThat(spread.of(Long.MAX_VALUE)).containsExactly(1L << 62, (1L << 62) - 1);
    }

    @Property
    void shares_are_never_negative_and_sum_to_the_number_in_every_bucket(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            Instant since = NOW.plusMillis(random.nextLong(-100_000_000, 5000));
            Instant at = since.plusMillis(random.nextLong(i % 2 == 0 ? 60_000 : 90_000_000));
            Spread spread = new Spread(since, at, 0, OLDEST, END);
            long count = random.nextLong(random.nextBoolean() ? 20 : Long.MAX_VALUE);

            long[] shares = spread.of(count);

            assertThat(shares).hasSize(spread.size());
            assertThat(LongStream.of(shares).min().orElseThrow()).isNotNegative();
            assertThat(LongStream.of(shares).sum()).isEqualTo(count);
            assertDivided(spread, random.nextLong(50), random.nextLong(50), random.nextLong(50));
        }
    }

    private static void assertDivided(Spread spread, long first, long second, long third) {
        LatencyCounts whole = durations(first, first + second, first + second + third);
        List<LatencyCounts> shares = spread.of(whole);
        LatencyCounts sum = LatencyCounts.NONE;
        for (LatencyCounts share : shares) {
            assertThat(share.atMost(100)).isBetween(0L, share.atMost(250));
            assertThat(share.atMost(250)).isLessThanOrEqualTo(share.total());
            sum = sum.plus(share);
        }
        assertThat(sum.plus(whole.negated()).isEmpty()).isTrue();
    }

    private static LatencyCounts durations(long... atMost) {
        return LatencyCounts.of(Histogram.of(new double[] {100, 250}, atMost));
    }
}
