package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.budget.Budget;
import dev.meshfuse.budget.SloState;
import dev.meshfuse.budget.WindowCounts;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Visible;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the state of an objective is said. */
class SloStatesTest extends OfCart {
    private static final Visible TRAFFIC = new Visible("Traffic", "Requests are seen.", 1, 0, null);
    private static final Slo SLO = DEFINED.slosOf(Shop.CART).getFirst();

    private final SloStates states = new SloStates();
    private static final WindowCounts NO_REQUESTS =
            new WindowCounts(Duration.ofDays(30), Counts.NONE, Duration.ZERO);
    private int made;

    @Test
    void numbers_of_a_service_without_a_fuse_are_said_every_five_seconds() {
        List<Boolean> said =
                IntStream.range(0, 11)
                        .mapToObj(second -> look(SLO, TRAFFIC, null, false, second).isPresent())
                        .toList();

        assertThat(said)
                .containsExactly(
                        true, false, false, false, false, true, false, false, false, false, true);
        assertThat(made).isEqualTo(3);
    }

    @Test
    void numbers_of_a_service_with_a_fuse_are_said_every_block() {
        assertThat(look(SLO, TRAFFIC, null, true, 0)).isPresent();
        assertThat(look(SLO, TRAFFIC, null, true, 1)).isPresent();
        assertThat(look(SLO, TRAFFIC, null, true, 2)).isPresent();
    }

    @Test
    void what_can_be_seen_and_episodes_and_definitions_are_said_when_they_change() {
        SloState.Episode episode = new SloState.Episode("e", Severity.Page, START, "page-1h");
        Visible silent = new Visible("TargetsDown", "1 proxy cannot be read.", 0, 1, null);
        Slo other =
                new Slo(
                        SLO.id(),
                        SLO.generation() + 1,
                        SLO.service(),
                        SLO.indicator(),
                        SLO.objective(),
                        SLO.window(),
                        SLO.counting(),
                        SLO.alerting());

        look(SLO, TRAFFIC, null, false, 0);

        assertThat(look(SLO, silent, null, false, 1)).isPresent();
        assertThat(look(SLO, silent, episode, false, 2)).isPresent();
        assertThat(look(SLO, silent, null, false, 3)).isPresent();
        assertThat(look(other, silent, null, false, 4)).isPresent();
        assertThat(look(other, silent, null, false, 4)).isEmpty();
    }

    @Test
    void the_last_request_is_in_a_state_that_is_said_even_if_nothing_follows() {
        Definitions noFuse = new Definitions(DEFINED.slos(), Map.of(), List.of());
        add(Requests.toCart(), 1, noFuse);
        assertThat(counts(closeBlock(noFuse)).total()).isEqualTo(1);
        add(Requests.toCart(), 1, noFuse);

        List<List<Output>> blocks =
                IntStream.range(0, 5).mapToObj(block -> closeBlock(noFuse)).toList();

        assertThat(blocks.subList(0, 4)).allSatisfy(said -> assertThat(said).isEmpty());
        assertThat(counts(blocks.getLast()).total()).isEqualTo(2);
    }

    private Optional<SloState> look(
            Slo slo,
            Visible seen,
            SloState.@Nullable Episode episode,
            boolean everyBlock,
            int second) {
        Instant at = START.plus(Duration.ofSeconds(second));
        return states.look(
                slo,
                Arrays.asList(seen, episode),
                everyBlock,
                at,
                () -> {
                    made++;
                    return new SloState(
                            slo.id(),
                            slo.service(),
                            slo.objective().toString(),
                            List.of(),
                            Budget.of(NO_REQUESTS, slo.objective(), null),
                            List.of(),
                            SloState.Seen.NOTHING,
                            SloState.Unread.NONE,
                            List.of("look " + made),
                            episode,
                            "",
                            at);
                });
    }
}
