package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.alert.OutgoingAlert.Due;
import dev.meshfuse.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration RESEND = Duration.ofMinutes(1);

    private final AlertBook book = new AlertBook(RESEND);

    @Test
    void an_alert_is_due_at_once_and_then_once_an_interval() {
        book.stands("cart", List.of(alert("Burns")), T0);

        assertThat(book.due(T0)).containsExactly(new Due(alert("Burns"), at("4m")));
        assertThat(book.due(at("59s"))).isEmpty();
        assertThat(book.due(at("60s"))).containsExactly(new Due(alert("Burns"), at("5m")));
        assertThat(book.due(at("61s"))).isEmpty();
    }

    @Test
    void one_that_is_over_is_told_at_once_and_for_a_quarter_of_an_hour() {
        book.stands("cart", List.of(alert("Burns")), T0);
        book.due(T0);
        book.stands("cart", List.of(), at("10s"));

        Due over = new Due(alert("Burns"), at("10s"));
        assertThat(book.due(at("10s"))).containsExactly(over);
        assertThat(book.due(at("69s"))).isEmpty();
        assertThat(book.due(at("70s"))).containsExactly(over);
        assertThat(book.due(at("15m"))).containsExactly(over);
        assertThat(book.due(at("15m").plusSeconds(11))).isEmpty();
        assertThat(book.size()).isZero();
    }

    @Test
    void one_that_begins_again_while_its_end_is_told_stands_again_at_once() {
        book.stands("cart", List.of(alert("Burns")), T0);
        book.due(T0);
        book.stands("cart", List.of(), at("10s"));
        book.due(at("10s"));
        OutgoingAlert again = alert("Burns", "cart", at("20s"));
        book.stands("cart", List.of(again), at("20s"));

        assertThat(book.due(at("20s"))).containsExactly(new Due(again, at("260s")));
    }

    @Test
    void another_beginning_is_told_at_once_although_its_end_was_not_seen() {
        book.stands("cart", List.of(alert("Burns")), T0);
        book.due(T0);
        OutgoingAlert next = alert("Burns", "cart", at("9s"));
        book.stands("cart", List.of(next), at("10s"));

        assertThat(book.due(at("10s"))).containsExactly(new Due(next, at("250s")));
    }

    @Test
    void other_words_wait_for_the_next_sending() {
        book.stands("cart", List.of(alert("Burns")), T0);
        book.due(T0);
        OutgoingAlert reworded =
                OutgoingAlert.of(alert("Burns").labels(), Map.of("summary", "more"), T0, null);
        book.stands("cart", List.of(reworded), at("10s"));

        assertThat(book.due(at("10s"))).isEmpty();
        assertThat(book.due(at("60s"))).extracting(Due::alert).containsExactly(reworded);
    }

    @Test
    void what_stands_about_one_thing_ends_nothing_about_another() {
        book.stands("cart", List.of(alert("Burns")), T0);
        book.stands("web", List.of(alert("Burns", "web", T0)), T0);
        book.due(T0);
        book.stands("web", List.of(), at("10s"));

        assertThat(book.due(at("10s")))
                .containsExactly(new Due(alert("Burns", "web", T0), at("10s")));
        assertThat(book.subjects()).containsExactly("cart");
    }

    @Test
    void no_alert_ends_before_it_began_although_clocks_differ() {
        OutgoingAlert ahead = alert("Burns", "cart", at("30s"));
        book.stands("cart", List.of(ahead), T0);
        assertThat(book.due(T0)).containsExactly(new Due(ahead, at("270s")));

        book.stands("cart", List.of(), at("10s"));
        assertThat(book.due(at("10s"))).containsExactly(new Due(ahead, at("30s")));
    }

    @Test
    void a_clock_that_is_set_back_silences_no_alert() {
        book.stands("cart", List.of(alert("Burns")), at("1h"));
        book.due(at("1h"));

        assertThat(book.due(T0)).hasSize(1);
        assertThat(book.due(at("30s"))).isEmpty();
    }

    /**
     * Whatever comes and goes: an Alertmanager that gets every sending holds what stands, no
     * alert's end is earlier than its beginning, and nothing is kept that nobody need be told.
     */
    @Property
    void an_alertmanager_that_gets_every_sending_holds_what_stands(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        List<String> subjects = List.of("a", "b", "c");
        Map<String, Set<String>> stand = new HashMap<>();
        Map<Map<String, String>, Instant> held = new HashMap<>();
        Instant now = T0;
        for (int step = 0; step < 200; step++) {
            now = now.plusSeconds(random.nextInt(0, 90));
            Instant time = now;
            String subject = subjects.get(random.nextInt(subjects.size()));
            Set<String> names = new HashSet<>();
            List.of("X", "Y").stream().filter(n -> random.nextBoolean()).forEach(names::add);
            stand.put(subject, names);
            book.stands(subject, names.stream().map(n -> alert(n, subject, T0)).toList(), time);
            for (Due due : book.due(time)) {
                assertThat(due.endsAt()).isAfterOrEqualTo(due.alert().startsAt());
                held.put(due.alert().labels(), due.endsAt());
            }
            held.values().removeIf(endsAt -> !endsAt.isAfter(time));
            Set<Map<String, String>> expected = new HashSet<>();
            stand.forEach((of, all) -> all.forEach(n -> expected.add(alert(n, of, T0).labels())));
            assertThat(held.keySet()).as("step %d", step).isEqualTo(expected);
        }
        for (String subject : subjects) {
            book.stands(subject, List.of(), now);
        }
        book.due(now.plus(AlertBook.RESOLVED_TOLD_FOR).plusSeconds(1));
        assertThat(book.size()).isZero();
    }

    private static OutgoingAlert alert(String name) {
        return alert(name, "cart", T0);
    }

    private static OutgoingAlert alert(String name, String service, Instant startsAt) {
        return OutgoingAlert.of(
                Map.of("alertname", name, "service", service), Map.of(), startsAt, null);
    }

    private static Instant at(String after) {
        return T0.plus(Duration.parse("PT" + after));
    }
}
