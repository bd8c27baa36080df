package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Objective;
import dev.meshfuse.sli.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Objective OBJECTIVE = Objective.parse("99.9%");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final long A_DAY = 1_000_000;

    /** 40 % left of 30 days, burning six times too fast while one time too fast leaves. */
    @Test
    void it_is_net_of_what_leaves_the_window() {
        List<Forecast.Past> past = days(30, 600);
        Counts sum = sum(past);
        WindowCounts window = new WindowCounts(MONTH, sum, MONTH);

        // 60 % spent, of which 0.6 a day leaves: entering 6 less leaving 0.6, each 1/30 a day.
        assertThat(Forecast.of(OBJECTIVE, window, past, lately(6)))
                .get()
                .satisfies(forecast -> {
                    assertThat(days(forecast.in())).isBetween(2.21, 2.23);
                    assertThat(days(forecast.ifNothingLeft())).isBetween(1.99, 2.01);
                });
    }

    @Test
    void a_bad_day_that_leaves_soon_makes_room() {
        List<Forecast.Past> past = new ArrayList<>(days(30, 0));
        past.set(0, day(30, 25_000));
        WindowCounts window = new WindowCounts(MONTH, sum(past), MONTH);

        // 5,000 are left; the bad day frees 25,000 within the first day, 4,000 a day come in.
        Optional<Forecast> forecast = Forecast.of(OBJECTIVE, window, past, lately(4));

        assertThat(days(forecast.orElseThrow().in())).isBetween(7.4, 7.6);
        assertThat(days(forecast.orElseThrow().ifNothingLeft())).isBetween(1.2, 1.3);
    }

    @Test
    void a_budget_that_is_spent_is_spent_now() {
        List<Forecast.Past> past = days(30, 1100);

        assertThat(
                        Forecast.of(
                                OBJECTIVE,
                                new WindowCounts(MONTH, sum(past), MONTH),
                                past,
                                lately(2)))
                .contains(new Forecast(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void a_budget_that_is_not_burnt_faster_than_it_recovers_lasts() {
        List<Forecast.Past> past = days(30, 900);

        assertThat(
                        Forecast.of(
                                OBJECTIVE,
                                new WindowCounts(MONTH, sum(past), MONTH),
                                past,
                                lately(0.9)))
                .isEmpty();
    }

    @Test
    void what_was_not_read_is_free_of_errors_at_the_same_traffic() {
        List<Forecast.Past> past = days(3, 0);
        WindowCounts window = new WindowCounts(MONTH, sum(past), Duration.ofDays(3));

        // The whole budget of 30,000 is there; 10,000 a day are lost, and none recovered.
        assertThat(days(Forecast.of(OBJECTIVE, window, past, lately(10)).orElseThrow().in()))
                .isBetween(2.99, 3.01);
    }

    private static WindowCounts lately(double burn) {
        long total = A_DAY / 24 * 1000;
        long bad = Math.round(total / 1000.0 * burn);
        return new WindowCounts(
                Duration.ofHours(1000), new Counts(total - bad, bad, 0), Duration.ofHours(1000));
    }

    private static List<Forecast.Past> days(int count, long bad) {
        List<Forecast.Past> past = new ArrayList<>();
        for (int age = count; age > 0; age--) {
            past.add(day(age, bad));
        }
        return past;
    }

    private static Forecast.Past day(int age, long bad) {
        return new Forecast.Past(
                Duration.ofDays(age), Duration.ofDays(1), new Counts(A_DAY - bad, bad, 0));
    }

    private static Counts sum(List<Forecast.Past> past) {
        return past.stream().map(Forecast.Past::counts).reduce(Counts.NONE, Counts::plus);
    }

    private static double days(Duration duration) {
        return duration.toSeconds() / 86_400.0;
    }
}
