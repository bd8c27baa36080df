package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Requests;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.Shown;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of the collector is set to another time between two scrapes, and set right again. */
class ClockJumpTest extends OfCart {
    private static final Requests GOOD = Requests.toCart();
    private static final Requests BAD = Requests.toCart().code("503");
    private static final long UP_BEFORE = Duration.ofHours(1).toSeconds();

    private @Nullable Baseline known;
    private long scrapes;

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT3S", "PT-3S", "PT5M", "PT-5M", "PT20M", "PT-20M"})
    void requests_are_counted_once_whatever_the_clock_says(Duration jump) {
        scrape(3, Duration.ZERO);
        scrape(3, jump);
        scrape(3, Duration.ZERO);

        // the first scrape is a base only
        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(8 * 10, 8, 0));
    }

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"PT5M", "PT-5M"})
    void the_clock_of_the_reader_alone_may_jump(Duration jump) {
        scrape(3, Duration.ZERO);
        now = now.plus(jump);
        scrape(3, jump.negated());

        assertThat(counts(closeBlock(DEFINED))).isEqualTo(new Counts(5 * 10, 5, 0));
    }

    /** Each scrape shows ten good requests more, and a bad one, five seconds after the last. */
    private void scrape(int times, Duration clockIsAhead) {
        for (int i = 0; i < times; i++) {
            scrapes++;
            now = now.plusSeconds(5);
            Reading reading = reading(clockIsAhead);
            Baseline.Advance advance = Baseline.advance(known, reading);
            known = advance.next();
            ServiceIncrements.group(reading, advance, Shop.CART.cluster(), Definitions.NONE)
                    .forEach(added -> ledger.take(added, now, DEFINED));
        }
    }

    private Reading reading(Duration clockIsAhead) {
        return new Reading(
                "t",
                "p",
                null,
                new CollectorClock(1000, clockIsAhead),
                scrapes,
                now.plus(clockIsAhead),
                START.plus(clockIsAhead),
                UP_BEFORE + 5 * scrapes,
                true,
                "/stats",
                List.of(
                        Shown.requests("good", GOOD.labels(), 1000 + 10 * scrapes),
                        Shown.requests("bad", BAD.labels(), 500 + scrapes)));
    }
}
