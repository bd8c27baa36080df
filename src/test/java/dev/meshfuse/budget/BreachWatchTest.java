package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Severity;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BreachWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String PAGE = "page-1h";
    private static final String SLOW_PAGE = "page-6h";
    private static final String TICKET = "ticket-1d";
    private static final BreachWatch.Cause CANARY =
            new BreachWatch.Cause("cart", Severity.Page, Duration.ZERO, "cart/cart@then");

    private BreachWatch watch = BreachWatch.of(Shop.slo().id());
    private Instant now = START;
    private final List<String> said = new ArrayList<>();

    @Test
    void a_breach_opens_and_ends_a_short_window_after_the_tier_was_calm() {
        minutes(3, PAGE);
        minutes(4);
        assertThat(said).containsExactly("OPENED page page-1h 1");

        minutes(2);
        assertThat(said).containsExactly("OPENED page page-1h 1", "RECOVERED page page-1h 2");
        assertThat(watch.episode()).isNull();
    }

    @Test
    void a_tier_that_flickers_keeps_one_episode() {
        for (int i = 0; i < 20; i++) {
            minutes(2, PAGE);
            minutes(3);
        }

        assertThat(said).containsExactly("OPENED page page-1h 1");
    }

    @Test
    void another_window_that_takes_over_is_the_same_breach() {
        minutes(10, PAGE);
        String id = episode().id();
        minutes(60, SLOW_PAGE);

        assertThat(said).containsExactly("OPENED page page-1h 1");
        assertThat(episode().id())
                .isEqualTo(id)
                .isEqualTo("shop/cart-availability@2026-03-01T10:01:00Z");
    }

    @Test
    void it_only_becomes_more_urgent() {
        minutes(5, TICKET);
        String id = episode().id();
        minutes(5, TICKET, PAGE);
        minutes(3, TICKET);

        assertThat(said).containsExactly("OPENED ticket ticket-1d 1", "ESCALATED page page-1h 2");
        assertThat(episode().id()).isEqualTo(id);
        assertThat(episode().severity()).isEqualTo(Severity.Page);
    }

    @Test
    void a_page_ends_although_a_ticket_still_remembers_it() {
        minutes(30, PAGE, TICKET);
        minutes(110, TICKET);

        assertThat(said).containsExactly("OPENED page page-1h 1", "RECOVERED page page-1h 2");
    }

    @Test
    void a_ticket_that_goes_on_by_itself_is_opened_after_the_page() {
        minutes(30, PAGE, TICKET);
        minutes(121, TICKET);

        assertThat(said)
                .containsExactly(
                        "OPENED page page-1h 1",
                        "RECOVERED page page-1h 2",
                        "OPENED ticket ticket-1d 1");
    }

    @Test
    void another_page_soon_after_is_another_breach() {
        minutes(10, PAGE);
        minutes(20);
        minutes(1, PAGE);

        assertThat(said).last().isEqualTo("OPENED page page-1h 1");
        assertThat(said).hasSize(3);
    }

    @Test
    void a_canary_opens_it_with_its_own_identity_and_it_ends_with_the_canary() {
        step(List.of(), List.of(CANARY));
        assertThat(episode().id()).isEqualTo("cart/cart@then");
        step(List.of(), List.of(CANARY));
        step(List.of(), List.of());

        assertThat(said).containsExactly("OPENED page cart 1", "RECOVERED page cart 2");
    }

    @Test
    void while_the_short_window_cannot_be_read_nothing_has_recovered() {
        minutes(5, PAGE);
        for (int i = 0; i < 30; i++) {
            step(List.of(tier(PAGE, TierState.Finds.Unread)), List.of());
        }

        assertThat(said).containsExactly("OPENED page page-1h 1");
    }

    @Test
    void what_cannot_be_read_opens_nothing() {
        step(List.of(tier(PAGE, TierState.Finds.Unread)), List.of());
        step(List.of(tier(PAGE, TierState.Finds.TooFew)), List.of());

        assertThat(said).isEmpty();
        assertThat(watch.isBlank()).isTrue();
    }

    @Test
    void an_objective_that_is_deleted_has_no_breach() {
        minutes(1, PAGE);

        BreachWatch.Step end = watch.end();

        assertThat(end.change()).isEqualTo(BreachWatch.Change.RECOVERED);
        assertThat(end.next().isBlank()).isTrue();
        assertThat(BreachWatch.of(Shop.slo().id()).end().change()).isNull();
    }

    @Test
    void what_is_over_is_forgotten_when_nothing_can_remember_it() {
        minutes(1, PAGE, TICKET);
        minutes(125);

        assertThat(watch.isBlank()).isTrue();
    }

    private Episode episode() {
        return Objects.requireNonNull(watch.episode(), "no breach is open");
    }

    private void minutes(int count, String... firing) {
        for (int i = 0; i < count; i++) {
            step(
                    List.of(PAGE, SLOW_PAGE, TICKET).stream()
                            .map(name ->
                                    tier(
                                            name,
                                            List.of(firing).contains(name)
                                                    ? TierState.Finds.Firing
                                                    : TierState.Finds.Calm))
                            .toList(),
                    List.of());
        }
    }

    private void step(List<TierState> tiers, List<BreachWatch.Cause> others) {
        now = now.plusSeconds(60);
        BreachWatch.Step step = watch.step(tiers, others, now);
        watch = step.next();
        Episode episode = step.episode();
        if (episode != null) {
            said.add(
                    "%s %s %s %d"
                            .formatted(
                                    step.change(),
                                    episode.severity().word(),
                                    episode.cause(),
                                    episode.sequence()));
        }
    }

    private static TierState tier(String name, TierState.Finds finds) {
        Duration shortWindow =
                switch (name) {
                    case PAGE -> Duration.ofMinutes(5);
                    case SLOW_PAGE -> Duration.ofMinutes(30);
                    default -> Duration.ofHours(2);
                };
        return new TierState(
                name,
                name.startsWith("page") ? Severity.Page : Severity.Ticket,
                shortWindow.multipliedBy(12),
                shortWindow,
                "14.4",
                20.0,
                20.0,
                1000,
                100,
                0,
                finds);
    }
}
