package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.budget.Slot;
import dev.meshfuse.scrape.CompactWriter;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.AnyShown;
import dev.meshfuse.testing.Damage;
import dev.meshfuse.testing.Property;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Slots as bytes. */
class SlotFormatTest {
    private static final double[] ENVOYS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    @Property
    void a_slot_that_was_written_is_read(long seed) {
        Slot slot = any(new SplittableRandom(seed));

        assertThat(SlotFormat.read(SlotFormat.write(slot))).isEqualTo(slot);
    }

    @Property
    void damage_is_refused_with_what_and_where(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] bytes = SlotFormat.write(any(random));

        Damage.cutAndLengthen(bytes, SlotFormat::read);
        Damage.change(bytes, SlotFormat::read, random);
    }

    @Test
    void a_slot_of_another_version_is_refused() {
        byte[] first = new CompactWriter(1, 16).count(0).count(0).toBytes();

        assertThatThrownBy(() -> SlotFormat.read(first))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no slot: version 1, where only 2 is known");
    }

    @Test
    void bounds_that_proxies_have_by_default_take_no_room() {
        assertThat(SlotFormat.write(of(ENVOYS)).length).isLessThan(35);
        assertThat(SlotFormat.write(of(new double[] {1, 2, 3})).length).isGreaterThan(35);
    }

    private static Slot of(double[] bounds) {
        Tally tally = new Tally();
        RequestClass good = new RequestClass(200, -1, false, false, true);
        tally.add(good, 100);
        tally.add(good, LatencyCounts.of(Histogram.of(bounds, ofEach(bounds.length + 1))));
        BitSet read = new BitSet();
        read.set(0, 360);
        return new Slot(tally, read);
    }

    private static long[] ofEach(int length) {
        long[] atMost = new long[length];
        atMost[length - 1] = 100;
        return atMost;
    }

    private static Slot any(RandomGenerator random) {
        AnyShown any = new AnyShown(random);
        Tally tally = new Tally();
        for (int i = random.nextInt(6); i > 0; i--) {
            RequestClass request =
                    new RequestClass(
                            random.nextInt(600),
                            random.nextInt(-2, 17),
                            random.nextBoolean(),
                            random.nextBoolean(),
                            random.nextBoolean());
            tally.add(request, random.nextLong(1000));
            if (random.nextBoolean()) {
                tally.add(request, LatencyCounts.of(any.histogram()));
            }
        }
        BitSet read = new BitSet();
        for (int i = random.nextInt(5); i > 0; i--) {
            int from = random.nextInt(Slot.MOST_PARTS);
            read.set(from, random.nextInt(from, Slot.MOST_PARTS) + 1);
        }
        return new Slot(tally, read);
    }
}
