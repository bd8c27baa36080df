package dev.meshfuse.stream;

import dev.meshfuse.budget.RollingCounts;
import dev.meshfuse.budget.Slot;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.scrape.Histogram;
import dev.meshfuse.sli.LatencyCounts;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.Tally;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How long it takes until the slots of many services are back from their changelog and summed in
 * eight windows each, and how much memory that takes. Arguments: services, and {@code disk} or
 * {@code heap} for the store. A program and no JMH benchmark, since it has a broker of its own.
 */
public final class RestoreBenchmark {
    private static final int PARTITIONS = 3;

    /** How many slots there are of each resolution, and the age of the newest in seconds. */
    private static final long[][] SLOTS = {
        {10, 360, 0}, {60, 300, 3600}, {300, 216, 21600}, {900, 192, 86400}, {3600, 648, 259200}
    };

    private static final long END = 490_000L * 3600;
    private static final List<Duration> WINDOWS =
            List.of(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(2),
                    Duration.ofHours(6),
                    Duration.ofDays(1),
                    Duration.ofDays(3),
                    Duration.ofDays(30));
    private static final double[] BOUNDS = {
        0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000,
        1800000, 3600000
    };

    private static final List<RollingCounts> SUMMED = new ArrayList<>();

    private RestoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int services = Integer.parseInt(arguments[0]);
        boolean disk = arguments[1].equals("disk");
        Path folder = Files.createTempDirectory("restore");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            long bytes = fill(broker, services);
            System.out.printf("slots=%d bytes_of_records=%d%n", services * 1716L, bytes);
            restore(broker, disk, folder);
        }
        System.exit(0); // the broker's threads
    }

    private static final class SumUp extends ContextualProcessor<String, byte[], Void, Void> {
        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            long begun = System.nanoTime();
            KeyValueStore<String, byte[]> store = context.getStateStore(StreamsLedgerStore.SLOTS);
            List<RollingCounts> summed = new ArrayList<>();
            for (ResourceId service : StreamsSlotStore.services(store)) {
                RollingCounts counts =
                        new RollingCounts(new StreamsSlotStore(store, service), WINDOWS);
                counts.tally(WINDOWS.getLast());
                summed.add(counts);
            }
            synchronized (SUMMED) {
                SUMMED.addAll(summed);
            }
            System.out.printf(
                    "task=%s services=%d summed_in_ms=%d%n",
                    context.taskId(), summed.size(), millisSince(begun));
        }

        @Override
        public void process(Record<String, byte[]> message) {}
    }

    private static void restore(EmbeddedBroker broker, boolean disk, Path folder)
            throws InterruptedException, IOException {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(disk ? TelemetryTopology.slots() : onHeap());
        builder.stream("input", Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .process(SumUp::new, StreamsLedgerStore.SLOTS);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "restore");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        // as in application.properties
        settings.put(StreamsConfig.restoreConsumerPrefix("max.poll.records"), 20_000);
        settings.put(StreamsConfig.restoreConsumerPrefix("max.partition.fetch.bytes"), 8 << 20);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        CountDownLatch running = new CountDownLatch(1);
        long before = heapUsed();
        try (KafkaStreams streams = new KafkaStreams(builder.build(), settings)) {
            streams.setStateListener((now, old) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    running.countDown();
                }
            });
            long begun = System.nanoTime();
            streams.start();
            System.out.printf(
                    "store=%s restored=%s running_after_ms=%d%n",
                    disk ? "disk" : "heap", running.await(5, TimeUnit.MINUTES), millisSince(begun));
            System.out.printf(
                    "services=%d heap_bytes=%d rss=%s disk_bytes=%d%n",
                    SUMMED.size(), heapUsed() - before, rss(), size(folder));
        }
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> onHeap() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StreamsLedgerStore.SLOTS),
                        Serdes.String(),
                        Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }

    private static long fill(EmbeddedBroker broker, int services) throws Exception {
        String changelog = "restore-" + StreamsLedgerStore.SLOTS + "-changelog";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(changelog, PARTITIONS, (short) 1)
                                            .configs(Map.of("cleanup.policy", "compact")),
                                    new NewTopic("input", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        long bytes = 0;
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            for (int service = 0; service < services; service++) {
                for (int resolution = 0; resolution < SLOTS.length; resolution++) {
                    bytes += fill(producer, changelog, service, resolution);
                }
            }
            producer.flush();
        }
        return bytes;
    }

    private static long fill(
            KafkaProducer<String, byte[]> producer, String topic, int service, int resolution) {
        long[] slots = SLOTS[resolution];
        long last = (END - slots[2]) / slots[0];
        long bytes = 0;
        for (long number = last - slots[1]; number < last; number++) {
            String key =
                    "Kubernetes/namespace-%d/service-%d|%d|%010d"
                            .formatted(service % 20, service, resolution, number);
            byte[] value = SlotFormat.write(slot((int) (slots[0] / 10), number + service));
            Future<?> unused =
                    producer.send(new ProducerRecord<>(topic, service % PARTITIONS, key, value));
            bytes += key.length() + value.length;
        }
        return bytes;
    }

    /** Requests as two proxies report them, and a few that failed. */
    private static Slot slot(int parts, long seed) {
        Tally tally = new Tally();
        long some = parts * (900 + seed % 200);
        add(tally, new RequestClass(200, -1, false, false, true), some);
        add(tally, new RequestClass(200, -1, false, true, false), some);
        add(tally, new RequestClass(503, -1, false, false, true), parts);
        BitSet read = new BitSet();
        read.set(0, parts);
        return new Slot(tally, read);
    }

    private static void add(Tally tally, RequestClass request, long count) {
        long[] atMost = new long[BOUNDS.length + 1];
        for (int i = 0; i < atMost.length; i++) {
            atMost[i] = Math.min(count, count * i / 9);
        }
        tally.add(request, count);
        tally.add(request, LatencyCounts.of(Histogram.of(BOUNDS, atMost)));
    }

    private static long heapUsed() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("unknown");
    }

    private static long size(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static long millisSince(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
