package dev.meshfuse.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.event.kafka.JsonShapes;
import dev.meshfuse.testing.Shop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LiveStatesTest {
    private static final ObjectMapper MAPPER = JsonShapes.newMapper();
    private static final String SLO = "slo slo/shop/cart-availability";
    private static final String FUSE = "fuse fuse/shop/cart";

    private final FakeStates states = new FakeStates();
    private Definitions defined = Shop.defined(Shop.fuse(), Shop.SPLIT);
    private final LiveStates live = new LiveStates(() -> defined, states, MAPPER, Runnable::run);

    @Test
    void a_listener_gets_everything_first_and_then_what_changes() {
        Listener listener = listen().takesAll();
        assertThat(listener.news()).containsExactly(SLO, FUSE);

        live.fuseChanged(Shop.CART);
        assertThat(listener.news()).containsExactly(FUSE);
        live.sloChanged(Shop.slo().id());
        assertThat(listener.news()).containsExactly(SLO);
    }

    @Test
    void an_event_has_what_the_list_has() throws JsonProcessingException {
        Listener listener = listen().takesAll();

        JsonNode slo = MAPPER.readTree(listener.taken.get(0).data());
        JsonNode fuse = MAPPER.readTree(listener.taken.get(1).data());
        assertThat(slo)
                .isEqualTo(
                        MAPPER.valueToTree(
                                new SloResource(() -> defined, states, new FakeAccess())
                                        .list()
                                        .get(0)));
        assertThat(fuse)
                .isEqualTo(
                        MAPPER.valueToTree(
                                new FuseResource(() -> defined, states, new FakeAccess())
                                        .list()
                                        .get(0)));
    }

    @Test
    void one_who_is_slow_gets_the_latest_state_once() {
        Listener listener = listen().takes(2);
        listener.news();
        for (String phase : List.of("Tripping", "Tripped", "Verified")) {
            states.phases.put(Shop.CART, phase);
            live.fuseChanged(Shop.CART);
            live.sloChanged(Shop.slo().id());
        }

        listener.takes(10);

        assertThat(listener.taken.getFirst().data()).contains("\"phase\":\"Verified\"");
        assertThat(listener.news()).containsExactly(FUSE, SLO);
    }

    @Test
    void a_state_is_looked_up_once_for_all_who_listen() {
        Listener one = listen().takesAll();
        Listener other = listen().takesAll();
        int before = states.looks;

        live.fuseChanged(Shop.CART);

        assertThat(states.looks - before).isEqualTo(1);
        assertThat(one.news()).endsWith(FUSE);
        assertThat(other.news()).endsWith(FUSE);
    }

    @Test
    void who_wants_one_namespace_hears_of_no_other() {
        Listener shop =
                Listener.to(live.listen(Optional.of("shop"), key -> true).orElseThrow()).takesAll();
        Listener bank =
                Listener.to(live.listen(Optional.of("bank"), key -> true).orElseThrow()).takesAll();

        live.fuseChanged(Shop.CART);

        assertThat(shop.news()).containsExactly(SLO, FUSE, FUSE);
        assertThat(bank.news()).isEmpty();
    }

    @Test
    void who_may_see_fuses_only_hears_of_no_objective() {
        Listener listener =
                Listener.to(
                                live.listen(Optional.empty(), key -> key.kind().equals("fuse"))
                                        .orElseThrow())
                        .takesAll();

        live.fuseChanged(Shop.CART);
        live.sloChanged(Shop.slo().id());

        assertThat(listener.news()).containsExactly(FUSE, FUSE);
    }

    @Test
    void who_is_not_known_any_more_is_left() {
        AtomicBoolean isKnown = new AtomicBoolean(true);
        Listener listener =
                Listener.to(
                                live.listen(
                                                Optional.empty(),
                                                key -> {
                                                    if (!isKnown.get()) {
                                                        throw new IllegalStateException("expired");
                                                    }
                                                    return true;
                                                })
                                        .orElseThrow())
                        .takesAll();
        listener.news();
        isKnown.set(false);

        live.fuseChanged(Shop.CART);

        assertThat(listener.isLeft).isTrue();
        assertThat(listener.news()).isEmpty();
        assertThat(live.listeners()).isZero();
    }

    @Test
    void what_is_defined_anew_or_otherwise_or_no_more_is_told() throws JsonProcessingException {
        live.look();
        Listener listener = listen().takesAll();
        listener.news();
        live.look();
        assertThat(listener.news()).isEmpty();

        Definitions before = defined;
        defined = new Definitions(before.slos(), Map.of(), List.of());
        live.fuseChanged(Shop.CART);
        assertThat(listener.news())
                .as("the fuse is no more, and that is not noticed yet")
                .isEmpty();
        live.look();
        assertThat(MAPPER.readTree(listener.taken.getFirst().data()))
                .isEqualTo(
                        MAPPER.readTree(
                                """
                                {"kind": "fuse", "cluster": "Kubernetes", "namespace": "shop", "name": "cart"}
                                """));
        assertThat(listener.news()).containsExactly("gone fuse/shop/cart");

        defined = before;
        live.look();
        assertThat(listener.news()).containsExactly(FUSE);

        defined = Shop.defined(Shop.fuse(), Shop.running("another"));
        live.look();
        assertThat(listener.taken.getFirst().data()).contains("another");
        assertThat(listener.news()).containsExactly(FUSE);
    }

    @Test
    void every_beat_is_a_sign_of_life_after_what_waits() {
        Listener listener = listen().takes(1);

        live.beat();
        assertThat(listener.news()).containsExactly(SLO);
        listener.takes(1);
        assertThat(listener.news()).containsExactly(FUSE);
        listener.takes(5);
        assertThat(listener.taken).containsExactly(LiveEvent.SIGN_OF_LIFE);

        live.beat();
        live.beat();
        assertThat(listener.taken).hasSize(3).containsOnly(LiveEvent.SIGN_OF_LIFE);
        assertThat(live.listeners()).isEqualTo(1);
    }

    @Test
    void one_who_takes_nothing_from_beat_to_beat_is_left() {
        Listener stuck = listen().takes(1);
        Listener slow = listen().takes(1);

        live.beat();
        slow.takes(1);
        live.beat();

        assertThat(stuck.isLeft).isTrue();
        assertThat(slow.isLeft).isFalse();
        assertThat(live.listeners()).isEqualTo(1);
        live.fuseChanged(Shop.CART);
        stuck.takesAll();
        assertThat(stuck.news()).as("what it took before").containsExactly(SLO);
    }

    @Test
    void one_who_never_begins_to_listen_is_left_too() {
        assertThat(live.listen(Optional.empty(), key -> true)).isPresent();

        live.beat();
        live.beat();

        assertThat(live.listeners()).isZero();
    }

    @Test
    void one_who_goes_gets_nothing_more_and_leaves_nothing_behind() {
        Listener listener = listen().takesAll();
        listener.news();

        listener.goes();
        live.fuseChanged(Shop.CART);
        live.beat();

        assertThat(listener.news()).isEmpty();
        assertThat(listener.isLeft).isFalse();
        assertThat(live.listeners()).isZero();
    }

    @Test
    void no_more_than_a_number_may_listen_until_one_goes() {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < LiveStates.MOST_LISTENERS; i++) {
            listeners.add(listen());
        }
        assertThat(live.listen(Optional.empty(), key -> true)).isEmpty();

        listeners.getFirst().goes();

        assertThat(live.listen(Optional.empty(), key -> true)).isPresent();
    }

    private Listener listen() {
        return Listener.to(live.listen(Optional.empty(), key -> true).orElseThrow());
    }
}
