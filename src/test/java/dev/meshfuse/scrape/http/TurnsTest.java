package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<String> events = new ArrayList<>();
    private final Turns turns = new Turns(2);

    @Test
    void as_many_as_are_allowed_begin_at_once() {
        enter(1, "a");
        enter(2, "b");
        enter(3, "c");

        assertThat(events).containsExactly("a begins", "a", "b begins", "b");
    }

    @Test
    void those_who_wait_follow_in_the_order_they_were_due() {
        Turns.Turn a = enter(1, "a");
        Turns.Turn b = enter(2, "b");
        enter(9, "late");
        enter(3, "early");
        events.clear();

        a.leave();
        b.leave();

        assertThat(events).containsExactly("early begins", "early", "late begins", "late");
    }

    @Test
    void a_place_that_nobody_waits_for_is_free_again() {
        enter(1, "a").leave();
        enter(2, "b");

        enter(3, "c");

        assertThat(events).endsWith("b", "c begins", "c");
    }

    @Test
    void a_place_that_was_left_cannot_be_left_again() {
        Turns.Turn a = enter(1, "a");
        enter(2, "b");
        a.leave();
        a.leave();
        enter(3, "c");
        enter(4, "d");

        assertThat(events).contains("c").doesNotContain("d");
    }

    @Test
    void who_lost_a_place_waits_for_another_but_begins_only_once() {
        Turns.Turn a = enter(1, "a");
        Turns.Turn b = enter(2, "b");
        a.leave();
        enter(3, "c");
        events.clear();

        a.take(() -> events.add("a again"));
        assertThat(events).isEmpty();
        assertThat(a.isPlaced()).isFalse();
        b.leave();

        assertThat(events).containsExactly("a again");
        assertThat(a.isPlaced()).isTrue();
    }

    @Test
    void who_waits_no_more_takes_no_place() {
        Turns.Turn a = enter(1, "a");
        enter(2, "b");
        Turns.Turn gone = enter(3, "gone");
        enter(4, "c");

        gone.leave();
        a.leave();

        assertThat(events).contains("c").doesNotContain("gone");
    }

    private Turns.Turn enter(long due, String name) {
        Turns.Turn turn = turns.turn(due, () -> events.add(name + " begins"));
        turn.take(() -> events.add(name));
        return turn;
    }
}
