package dev.meshfuse.fuse.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.TripCaps;
import dev.meshfuse.testing.Shop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an API server is left alone. */
class FuseAnswersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final FuseInput INPUT = new FuseInput.TargetMoved(Shop.CART, "e1", NOW);

    private Instant now = NOW;
    private int calls;

    @ParameterizedTest
    @CsvSource({"20, 20", "3600, 30"})
    void an_api_server_that_asks_for_patience_is_not_called_meanwhile(long asked, long rests) {
        FuseAnswers answers = answers(Duration.ofSeconds(asked));
        assertThatThrownBy(() -> answers.answer(INPUT)).hasMessage("busy");

        now = NOW.plusSeconds(rests).minusMillis(1);
        assertThatThrownBy(() -> answers.answer(INPUT))
                .isInstanceOf(MeshException.Busy.class)
                .hasMessageStartingWith(
                        "the API server asked to be left alone until 2026-03-01T10:00");
        assertThat(calls).isEqualTo(1);

        now = NOW.plusSeconds(rests);
        assertThatThrownBy(() -> answers.answer(INPUT)).hasMessage("busy");
        assertThat(calls).isEqualTo(2);
    }

    @Test
    void waits_double_and_are_never_shorter_than_the_server_asks() {
        PatientBackoff backoff = new PatientBackoff();
        backoff.init(50);
        MeshException conflict = new MeshException.Conflict("409", null);

        assertThat(backoff.nextDelayInMillis(conflict)).isEqualTo(50);
        assertThat(backoff.nextDelayInMillis(conflict)).isEqualTo(100);
        assertThat(
                        backoff.nextDelayInMillis(
                                new MeshException.Unavailable("429", null, Duration.ofSeconds(1))))
                .isEqualTo(1000);
        assertThat(backoff.nextDelayInMillis(conflict)).isEqualTo(400);
        assertThat(backoff.nextDelayInMillis(conflict)).isEqualTo(500);
        assertThat(backoff.nextDelayInMillis(conflict)).isEqualTo(500);
    }

    private FuseAnswers answers(Duration retryAfter) {
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        return new FuseAnswers(
                fuse -> {
                    calls++;
                    throw new MeshException.Busy("busy", null, retryAfter);
                },
                (event, next) -> {},
                clock,
                new TripCaps(1, 1, Map::of));
    }
}
