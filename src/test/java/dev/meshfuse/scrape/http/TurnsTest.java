package dev.meshfuse.scrape.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<String> begun = new ArrayList<>();
    private final Turns turns = new Turns(2);

    @Test
    void as_many_as_are_allowed_begin_at_once() {
        enter(1, "a");
        enter(2, "b");
        enter(3, "c");

        assertThat(begun).containsExactly("a", "b");
    }

    @Test
    void those_who_wait_follow_in_the_order_they_were_due() {
        enter(1, "a");
        enter(2, "b");
        enter(9, "late");
        enter(3, "early");

        turns.leave();
        turns.leave();

        assertThat(begun).containsExactly("a", "b", "early", "late");
    }

    @Test
    void a_place_that_nobody_waits_for_is_free_again() {
        enter(1, "a");
        enter(2, "b");
        turns.leave();

        enter(3, "c");

        assertThat(begun).containsExactly("a", "b", "c");
    }

    private void enter(long due, String name) {
        turns.enter(due, () -> begun.add(name));
    }
}
