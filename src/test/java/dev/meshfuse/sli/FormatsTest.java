package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.CompactReader;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.SeriesId;
import dev.meshfuse.testing.AnyShown;
import dev.meshfuse.testing.Damage;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Baselines and increments as bytes. */
class FormatsTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    @Property
    void a_baseline_that_was_written_is_read(long seed) {
        Baseline baseline = baseline(new SplittableRandom(seed));

        assertThat(BaselineFormat.read(BaselineFormat.write(baseline))).isEqualTo(baseline);
    }

    @Property
    void increments_that_were_written_are_read(long seed) {
        ServiceIncrements added = increments(new SplittableRandom(seed));

        assertThat(IncrementsFormat.read(IncrementsFormat.write(added))).isEqualTo(added);
    }

    @Property
    void a_tally_that_was_written_is_read(long seed) {
        Tally tally = tally(new SplittableRandom(seed));

        assertThat(readTally(writeTally(tally))).isEqualTo(tally);
    }

    @Property
    void damage_is_refused_with_what_and_where(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] baseline = BaselineFormat.write(baseline(random));
        byte[] increments = IncrementsFormat.write(increments(random));

        Damage.cutAndLengthen(baseline, BaselineFormat::read);
        Damage.cutAndLengthen(increments, IncrementsFormat::read);
        byte[] tally = writeTally(tally(random));
        Damage.cutAndLengthen(tally, FormatsTest::readTally);
        Damage.change(tally, FormatsTest::readTally, random);
        Damage.change(baseline, BaselineFormat::read, random);
        Damage.change(increments, IncrementsFormat::read, random);
    }

    @Test
    void a_service_without_a_name_is_the_records_fault() {
        byte[] record = new CompactWriter(3, 10).text("").text("").text("").toBytes();

        assertThatThrownBy(() -> IncrementsFormat.read(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no increments: an identity needs")
                .hasMessageContaining("at byte");
    }

    @Test
    void an_increment_knows_its_edge_as_the_very_object_that_is_shown() {
        ServiceIncrements added =
                new ServiceIncrements(
                        Shop.CART,
                        "t",
                        null,
                        AT,
                        AT,
                        Set.of(Requests.toCart().edge()),
                        List.of(Requests.toCart().times(3)),
                        Set.of());

        ServiceIncrements read = IncrementsFormat.read(IncrementsFormat.write(added));

        assertThat(read.increments().getFirst().edge()).isSameAs(read.edges().iterator().next());
    }

    private static Baseline baseline(RandomGenerator random) {
        AnyShown any = new AnyShown(random);
        Map<SeriesId, SeriesValue> values = new HashMap<>();
        Set<ResourceId> services = new HashSet<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            services.add(Shop.id("s" + any.text()));
            values.put(
                    new SeriesId(random.nextLong(), random.nextLong()),
                    new SeriesValue(
                            random.nextInt(4) == 0 ? Reading.Series.NOT_SHOWN : any.count(),
                            any.orNull(any::histogram)));
        }
        return new Baseline(
                any.text(),
                any.clock(),
                random.nextLong(),
                any.orNull(any::instant),
                any.instant(),
                any.text(),
                random.nextBoolean(),
                services,
                values);
    }

    private static byte[] writeTally(Tally tally) {
        CompactWriter out = new CompactWriter(1, 100);
        TallyFormat.write(tally, out);
        return out.toBytes();
    }

    private static Tally readTally(byte[] bytes) {
        CompactReader in = new CompactReader("tally", 1, bytes);
        return in.end(TallyFormat.read(in));
    }

    private static Tally tally(RandomGenerator random) {
        AnyShown any = new AnyShown(random);
        Tally tally = new Tally();
        for (int i = random.nextInt(8); i > 0; i--) {
            RequestClass request =
                    new RequestClass(
                            random.nextInt(600),
                            random.nextInt(-2, 17),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean());
            tally.add(request, random.nextLong(1, 1000));
            tally.add(request, LatencyCounts.of(any.histogram()));
        }
        return tally;
    }

    private static ServiceIncrements increments(RandomGenerator random) {
        AnyShown any = new AnyShown(random);
        Set<Edge> edges = new LinkedHashSet<>();
        List<Increment> increments = new ArrayList<>();
        Set<String> missing = new HashSet<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            Increment increment =
                    Increment.of(any.labels(), any.count(), any.orNull(any::histogram));
            edges.add(increment.edge());
            edges.add(Edge.of(any.labels()));
            increments.add(increment);
            missing.add(any.text());
        }
        return new ServiceIncrements(
                Shop.id("s" + any.text()),
                any.text(),
                any.orNull(any::text),
                any.clock(),
                any.instant(),
                any.instant(),
                edges,
                increments,
                missing,
                any.orNull(() -> new Ended(any.instant(), any.instant(), random.nextBoolean())));
    }
}
