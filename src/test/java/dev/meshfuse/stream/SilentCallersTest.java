package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A caller's proxy that cannot be read for a while, beside its server's that can. */
class SilentCallersTest extends OfCart {
    private static final Requests BY_CALLER = Requests.toCart();
    private static final Requests BY_SERVER = Requests.toCart().reporter("destination");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private Instant callerReadAt = START;

    @Test
    void a_dead_minute_of_the_callers_proxy_is_counted_once_and_wholly_when_it_is_back() {
        bothRead(5);
        for (int i = 0; i < 12; i++) {
            now = now.plus(INTERVAL);
            serverRead(10);
        }
        assertThat(total()).as("the server counts after 30 s").isEqualTo(50 + 7 * 10);

        now = now.plus(INTERVAL);
        serverRead(10);
        callerRead(130);
        bothRead(5);

        assertThat(total()).isEqualTo(50 + 130 + 50);
    }

    @Test
    void failures_that_never_reached_the_server_come_with_the_caller() {
        bothRead(2);
        for (int i = 0; i < 10; i++) {
            now = now.plus(INTERVAL);
            serverRead(10);
        }
        now = now.plus(INTERVAL);
        ledger.take(
                new ServiceIncrements(
                        Shop.CART,
                        "caller",
                        null,
                        callerReadAt,
                        now,
                        Set.of(BY_CALLER.edge()),
                        List.of(BY_CALLER.times(100), BY_CALLER.code("503").flags("UF").times(7)),
                        Set.of()),
                now,
                DEFINED);

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(20 + 100, 7, 0));
    }

    @Test
    void what_another_pod_of_the_caller_sent_and_never_tells_is_not_taken_back() {
        bothRead(2);
        for (int i = 0; i < 12; i++) {
            now = now.plus(INTERVAL);
            serverRead(10); // five of each of two pods
        }
        now = now.plus(INTERVAL);
        callerRead(60); // one of the two

        assertThat(total()).isEqualTo(20 + 70);
    }

    @Test
    void a_caller_that_restarted_meanwhile_replaces_only_what_came_after_its_start() {
        bothRead(2);
        for (int i = 0; i < 12; i++) {
            now = now.plus(INTERVAL);
            serverRead(10);
        }
        callerReadAt = now.minusSeconds(10);
        callerRead(20);

        assertThat(total()).isBetween(20 + 70L, 20 + 70 + 10L);
    }

    @Test
    void after_a_restart_of_this_program_what_was_counted_for_a_silent_caller_stays() {
        bothRead(2);
        for (int i = 0; i < 8; i++) {
            now = now.plus(INTERVAL);
            serverRead(10);
        }
        long before = total();
        ledger = new ServiceLedger(Shop.CART, BLOCK, store);
        ledger.restore(store.edges);

        now = now.plus(INTERVAL);
        serverRead(10);
        now = now.plus(INTERVAL);
        callerRead(90);
        assertThat(total()).as("its report overlaps, and is left out").isEqualTo(before + 10);
        bothRead(2);

        assertThat(total()).isEqualTo(before + 10 + 20);
    }

    @Test
    void a_proxy_whose_series_lack_a_label_is_named() {
        ledger.take(
                new ServiceIncrements(
                        Shop.CART,
                        "10.0.0.7:15090",
                        null,
                        START,
                        START,
                        Set.of(),
                        List.of(),
                        Set.of("response_code")),
                now,
                DEFINED);

        assertThat(state(closeBlock(DEFINED)).problems())
                .containsExactly(
                        "Requests to shop/cart are not counted where their series lack response_code: at 1 proxy (10.0.0.7:15090). A Telemetry object may have removed it.");
    }

    private void bothRead(int times) {
        for (int i = 0; i < times; i++) {
            now = now.plus(INTERVAL);
            callerRead(10);
            serverRead(10);
        }
    }

    private void callerRead(long gained) {
        ledger.take(added(callerReadAt, now, BY_CALLER, gained), now, DEFINED);
        callerReadAt = now;
    }

    private void serverRead(long gained) {
        ledger.take(added(now.minus(INTERVAL), now, BY_SERVER, gained), now, DEFINED);
    }

    private long total() {
        return counts(closeBlock(DEFINED)).total();
    }
}
