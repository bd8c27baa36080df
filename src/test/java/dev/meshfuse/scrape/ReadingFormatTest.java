package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.testing.AnyShown;
import dev.meshfuse.testing.Damage;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Requests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ReadingFormatTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456789Z");

    /** Istio's own buckets. */
    private static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    @Property
    void what_was_written_is_read(long seed) {
        Reading reading = any(new SplittableRandom(seed));

        assertThat(ReadingFormat.read(ReadingFormat.write(reading))).isEqualTo(reading);
    }

    @Property
    void damage_is_refused_with_what_and_where(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] record = ReadingFormat.write(any(random));

        Damage.cutAndLengthen(record, ReadingFormat::read);
        Damage.change(record, ReadingFormat::read, random);
    }

    @Test
    void a_length_beyond_what_is_left_is_not_believed() {
        byte[] record =
                new CompactWriter(2, 100)
                        .text("t")
                        .text("p")
                        .textOrNull(null)
                        .clock(CollectorClock.UNKNOWN)
                        .number(1)
                        .instant(AT)
                        .instant(AT)
                        .flag(false)
                        .flag(true)
                        .text("/")
                        .count(Integer.MAX_VALUE)
                        .toBytes();

        assertThatThrownBy(() -> ReadingFormat.read(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no reading: 2147483647 elements, where 0 bytes are left, at byte %d of %d",
                        record.length, record.length);
    }

    @Test
    void equal_texts_and_equal_bounds_are_one_object() {
        Reading reading = ReadingFormat.read(ReadingFormat.write(ofSidecar(36)));

        Reading.Series one = reading.series().get(0);
        Reading.Series other = reading.series().get(35);
        assertThat(one.labels().serviceNamespace())
                .isSameAs(other.labels().serviceNamespace())
                .isSameAs(one.labels().sourceNamespace());
        assertThat(boundsOf(one)).isSameAs(boundsOf(other));
    }

    @Test
    void a_reading_of_36_series_with_20_buckets_takes_less_than_5_kB() {
        assertThat(ReadingFormat.write(ofSidecar(36)).length).isBetween(2_000, 5_000);
    }

    private static double[] boundsOf(Reading.Series series) {
        return Objects.requireNonNull(series.latency()).bounds();
    }

    /** As a busy sidecar shows it: six services, each with six outcomes. */
    static Reading ofSidecar(int sets) {
        RandomGenerator random = new SplittableRandom(7);
        List<Reading.Series> series = new ArrayList<>();
        for (int i = 0; i < sets; i++) {
            RequestLabels labels =
                    Requests.toCart()
                            .service("service-" + i % 6, "shop")
                            .to("service-" + i % 6 + "-v1", "v1")
                            .code(Integer.toString(200 + i / 6))
                            .labels();
            long[] atMost = new long[BOUNDS.length + 1];
            long sum = 0;
            for (int bucket = 0; bucket < atMost.length; bucket++) {
                sum += bucket < 12 ? random.nextLong(20_000) : 0;
                atMost[bucket] = sum;
            }
            series.add(
                    new Reading.Series(
                            SeriesId.of("set " + i),
                            labels,
                            sum,
                            Histogram.of(BOUNDS.clone(), atMost)));
        }
        return new Reading(
                "10.0.0.7:15090/stats/prometheus",
                "0d5f1e5c-6a5e-4a2b-9e0f-2b6f0c1d7e11/3",
                "shop/web-6d8f9c7b5-x2x4z",
                1_790_000_000_000L,
                4711,
                AT,
                AT.minusSeconds(3600),
                86_400L,
                true,
                "/stats/prometheus?filter=istio_request",
                series);
    }

    private static Reading any(RandomGenerator random) {
        AnyShown any = new AnyShown(random);
        List<Reading.Series> series = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            series.add(
                    new Reading.Series(
                            new SeriesId(random.nextLong(), random.nextLong()),
                            any.labels(),
                            random.nextInt(4) == 0 ? Reading.Series.NOT_SHOWN : any.count(),
                            any.orNull(any::histogram)));
        }
        return new Reading(
                any.text(),
                any.text(),
                any.orNull(any::text),
                any.clock(),
                random.nextLong(),
                any.instant(),
                any.instant(),
                any.orNull(any::count),
                random.nextBoolean(),
                any.text(),
                series);
    }
}
