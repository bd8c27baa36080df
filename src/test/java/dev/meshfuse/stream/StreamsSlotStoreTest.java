package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.Slot;
import dev.meshfuse.budget.SlotId;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.HeapSlots;
import dev.meshfuse.testing.Property;
import dev.meshfuse.testing.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots in the very store that the topology uses. */
class StreamsSlotStoreTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final ResourceId CARTS = Shop.id("cart-v2");
    private static final RequestClass GOOD = new RequestClass(200, -1, false, false, true);
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(5), Duration.ofHours(6), Duration.ofDays(30));

    private TopologyTestDriver driver;
    private KeyValueStore<String, byte[]> bytes;
    private StreamsSlotStore store;

    private static final class Idle extends ContextualProcessor<String, byte[], Void, Void> {
        @Override
        public void process(Record<String, byte[]> message) {}
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(TelemetryTopology.slots());
        builder.stream("unused", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .process(Idle::new, StreamsLedgerStore.SLOTS);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "slots");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        driver = new TopologyTestDriver(builder.build(), settings);
        bytes = driver.getKeyValueStore(StreamsLedgerStore.SLOTS);
        store = new StreamsSlotStore(bytes, Shop.CART);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void slots_are_gone_through_in_order_of_time_and_only_those_asked_for() {
        for (long number : new long[] {9, 99, 100, 101, 1_000_000_000}) {
            store.put(new SlotId(1, number), slot(number));
        }
        store.put(new SlotId(0, 100), slot(7));
        new StreamsSlotStore(bytes, CARTS).put(new SlotId(1, 100), slot(8));

        assertThat(numbers(1, 10, 101)).containsExactly(99L, 100L);
        assertThat(numbers(1, 0, 2_000_000_000)).hasSize(5).isSorted();
        assertThat(numbers(1, 100, 100)).isEmpty();
        assertThat(store.newest(1)).hasValue(1_000_000_000);
        assertThat(store.newest(2)).isEmpty();
        assertThat(store.get(new SlotId(1, 99))).isEqualTo(slot(99));
        assertThat(store.get(new SlotId(1, 98))).isNull();
    }

    @Test
    void slots_are_deleted_whether_they_can_be_read_or_not_and_others_stay() {
        store.put(new SlotId(0, 100), slot(1));
        bytes.put("Kubernetes/shop/cart|0|0000000101", new byte[] {99});
        store.put(new SlotId(0, 102), slot(3));
        assertThat(numbers(0, 0, 200)).containsExactly(100L, 102L);
        assertThat(store.get(new SlotId(0, 101))).isNull();

        store.delete(0, 100, 102);

        assertThat(bytes.get("Kubernetes/shop/cart|0|0000000101")).isNull();
        assertThat(numbers(0, 0, 200)).containsExactly(102L);
    }

    @Test
    void services_that_have_slots_are_known_each_once() {
        store.put(new SlotId(0, 100), slot(1));
        store.put(new SlotId(4, 100), slot(1));
        new StreamsSlotStore(bytes, CARTS).put(new SlotId(1, 100), slot(8));

        assertThat(StreamsSlotStore.services(bytes)).containsExactlyInAnyOrder(Shop.CART, CARTS);
    }

    @Property
    void it_keeps_what_a_store_on_the_heap_keeps(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        HeapSlots heap = new HeapSlots();
        RollingCounts onHeap = new RollingCounts(heap, WINDOWS);
        RollingCounts onDisk = new RollingCounts(store, WINDOWS);
        Instant now = START;
        for (int i = 0; i < 60; i++) {
            now = now.plusSeconds(random.nextLong(i % 10 == 0 ? 2_000_000 : 300));
            Instant at = now.minusSeconds(random.nextLong(i % 3 == 0 ? 100_000 : 20));
            Tally gained = Tally.of(Map.of(GOOD, random.nextLong(100)));
            for (RollingCounts counts : List.of(onHeap, onDisk)) {
                counts.advance(now);
                counts.add(at, gained);
            }
            if (i % 20 == 0) {
                onDisk = new RollingCounts(store, WINDOWS);
                onDisk.advance(now);
            }
        }
        for (Duration window : WINDOWS) {
            assertThat(onDisk.tally(window)).isEqualTo(onHeap.tally(window));
            assertThat(onDisk.observed(window)).isEqualTo(onHeap.observed(window));
        }
    }

    private List<Long> numbers(int resolution, long from, long to) {
        List<Long> numbers = new ArrayList<>();
        store.each(resolution, from, to, (id, slot) -> numbers.add(id.number()));
        return numbers;
    }

    private static Slot slot(long requests) {
        BitSet read = new BitSet();
        read.set(0);
        return new Slot(Tally.of(Map.of(GOOD, requests)), read);
    }
}
