package dev.meshfuse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.testing.kafka.TopicReader;
import dev.meshfuse.testing.mesh.Fault;
import dev.meshfuse.testing.mesh.Reporter;
import dev.meshfuse.testing.shop.Shop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged program, killed with SIGKILL wherever it is, beside a real broker. Told in this
 * order: each goes on from what the one before has left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    /** Few in every build; see CONTRIBUTING for how to have more. */
    private static final int KILLS = Integer.getInteger("meshfuse.crash.kills", 3);

    private static final long SEED = Long.getLong("meshfuse.property.seed", 1);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SLO = "catalog-availability";

    /** Longer than a start takes, so that some kills hit a start and others do not. */
    private static final int LONGEST_LIFE_MILLIS = 8000;

    private static final String BREACHED = "dev.meshfuse.slo.breached.v1";
    private static final String RECOVERED = "dev.meshfuse.slo.recovered.v1";

    private final RandomGenerator random = new SplittableRandom(SEED);
    private final Shop shop = Shop.afterHours();
    private final String broker = shop.broker().bootstrapServers();
    private final Map<String, Counts> before = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // below
    private Path folder;

    @SuppressWarnings("NullAway.Init") // below
    private Replica first;

    @BeforeAll
    void open(@TempDir Path empty) {
        folder = empty;
        shop.kubernetes().apply(Path.of("src/test/resources/shop/crash.yaml"));
        first = replica("meshfuse-0", Map.of());
        for (String service : List.of("catalog", "cart")) {
            before.put(service, shown(service));
        }
    }

    @AfterAll
    void close() {
        first.close();
        shop.close();
    }

    @Test
    @Order(1)
    void killed_again_and_again_it_counts_all_that_was_shown_and_says_each_breach_once() {
        List<Duration> times = new ArrayList<>();
        first.start();
        try (TopicReader readings = new TopicReader(broker, "meshfuse.readings");
                TopicReader breaches = new TopicReader(broker, "meshfuse.breaches")) {
            FailingCanary.awaitAReadingOfEvery(shop.simulation().pods(), readings);
            shop.openDoors();
            breakCatalog();
            boolean broken = true;
            for (int kill = 0; kill < KILLS; kill++) {
                live(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                if (broken && isOpen(breaches)) {
                    mendCatalog();
                    broken = false;
                } else if (!broken && !isOpen(breaches)) {
                    breakCatalog();
                    broken = true;
                }
                first.kill();
                first.start();
                if (kill % 2 == 0) { // the others may be killed while they start
                    times.add(untilVerdict(first));
                }
            }
            System.out.printf("CrashIT: seed=%d from start to verdict: %s%n", SEED, times);
            if (broken) {
                await("a breach" + seed()).atMost(PATIENCE).until(() -> isOpen(breaches));
                mendCatalog();
            }
            await("calm" + seed()).atMost(PATIENCE).until(() -> !isOpen(breaches));

            shop.lockDoors();

            allIsCounted(first);
            eachEventOnce(breaches);
        }
    }

    @Test
    @Order(2)
    void when_one_of_two_is_killed_the_other_takes_over_all_counts() {
        try (Replica second = replica("meshfuse-1", Map.of())) {
            second.start();
            await("work for both" + seed())
                    .atMost(PATIENCE)
                    .until(() ->
                            Stream.of(SLO, "cart-availability")
                                    .allMatch(slo -> first.owns(slo) != second.owns(slo)));
            shop.openDoors();
            Replica owner = first.owns(SLO) ? first : second;
            Replica other = owner == first ? second : first;

            owner.kill();
            Duration time = untilVerdict(other);

            System.out.printf("CrashIT: from SIGKILL of one of two to verdict: %s%n", time);
            shop.lockDoors();
            allIsCounted(other);
            owner.start();
            untilVerdict(owner);
            allIsCounted(owner);
        }
    }

    @Test
    @Order(3)
    void topics_with_other_partitions_are_refused_with_both_numbers() {
        try (Replica other = replica("meshfuse-2", Map.of("meshfuse.topics.partitions", "5"))) {
            other.start();

            assertThat(other.awaitEnd()).isEqualTo(1);
            assertThat(other.log())
                    .contains(
                            "topics cannot be used, stopping: reason=topic meshfuse.readings has 3"
                                    + " partitions, meshfuse.topics.partitions says 5");
        }
    }

    private Replica replica(String name, Map<String, String> others) {
        Map<String, String> settings = new HashMap<>(shop.settings());
        settings.put("meshfuse.telemetry.interval", "1s");
        settings.putAll(others);
        return new Replica(name, settings, shop.kubeconfig(), folder);
    }

    private static void live(Duration time) {
        await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
    }

    /** From now on. */
    private static Duration untilVerdict(Replica replica) {
        Instant now = Clock.systemUTC().instant();
        replica.awaitVerdict(SLO, now);
        return Duration.between(now, Clock.systemUTC().instant());
    }

    private void breakCatalog() {
        shop.simulation().fault("catalog", Fault.http(503, 0.5));
    }

    private void mendCatalog() {
        shop.simulation().clearFault("catalog");
    }

    private void allIsCounted(Replica replica) {
        FailingCanary.whatCallersSaw(shop); // waits for the last customers
        Map.of("catalog", SLO, "cart", "cart-availability")
                .forEach((service, slo) ->
                        await("all counts of " + service + seed())
                                .atMost(PATIENCE)
                                .untilAsserted(() ->
                                        assertThat(replica.counts(slo))
                                                .isEqualTo(
                                                        FailingCanary.minus(
                                                                shown(service),
                                                                before.getOrDefault(
                                                                        service, Counts.NONE)))));
    }

    /** What proxies of callers have counted. No process ends, so a later scrape shows it all. */
    private Counts shown(String service) {
        long all = reported(service, 0);
        long bad = reported(service, 500);
        return new Counts(all - bad, bad, 0);
    }

    private long reported(String service, int codeFrom) {
        return shop.oracle()
                .count(seen ->
                        seen.reporter() == Reporter.SOURCE
                                && seen.service().equals(service)
                                && seen.code() >= codeFrom);
    }

    private static boolean isOpen(TopicReader breaches) {
        List<String> types =
                breaches.poll().stream()
                        .filter(CrashIT::isOfCatalog)
                        .map(event -> header(event, "ce_type"))
                        .toList();
        return !types.isEmpty() && types.getLast().equals(BREACHED);
    }

    /** Each breach is said to begin and then to end, and nothing is said twice. */
    private void eachEventOnce(TopicReader breaches) {
        List<ConsumerRecord<String, byte[]>> events = breaches.poll();
        assertThat(events).extracting(event -> header(event, "ce_id")).doesNotHaveDuplicates();
        List<ConsumerRecord<String, byte[]>> ours =
                events.stream().filter(CrashIT::isOfCatalog).toList();
        assertThat(ours).as("events" + seed()).isNotEmpty();
        for (int i = 0; i < ours.size(); i++) {
            boolean begins = i % 2 == 0;
            assertThat(header(ours.get(i), "ce_type")).isEqualTo(begins ? BREACHED : RECOVERED);
            assertThat(header(ours.get(i), "ce_id"))
                    .isEqualTo(episode(ours.get(i - i % 2)) + (begins ? "#1" : "#2"));
        }
    }

    private static boolean isOfCatalog(ConsumerRecord<String, byte[]> event) {
        return event.key().endsWith("/" + SLO);
    }

    private static String episode(ConsumerRecord<String, byte[]> event) {
        String id = header(event, "ce_id");
        return id.substring(0, id.lastIndexOf('#'));
    }

    private static String header(ConsumerRecord<String, byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String seed() {
        return ", seed " + SEED;
    }
}
