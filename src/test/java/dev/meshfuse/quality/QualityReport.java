package dev.meshfuse.quality;

import static dev.meshfuse.quality.Numbers.number;
import static dev.meshfuse.quality.Numbers.percent;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The tables, with what they mean. */
final class QualityReport {
    private final Measured measured;
    private final Duration took;
    private final int threads;
    private final StringBuilder text = new StringBuilder();

    QualityReport(Measured measured, Duration took, int threads) {
        this.measured = measured;
        this.took = took;
        this.threads = threads;
    }

    String text() {
        line(
                """
                # How good the verdict is

                Written by `./verdict-quality`; what it takes is in `./verdict-quality --help`. It runs the very classes that
                judge canaries (`verdict.CanaryTests`) over simulated traffic. The canary gets a tenth of the requests; rates are
                requests to the canary. The objective is 99.9 %% and the policy the default one, unless a table says otherwise.
                Seeds are fixed: the same options give the same numbers, but for the number of whole months, which is what the
                minutes allow.

                This run: %d months of services for false alarms, %d fuses without history, %d faults for each row of delays;
                %d minutes, %s.\
                """
                        .formatted(
                                measured.alarms().stream().mapToInt(FalseAlarms.Seen::months).sum(),
                                measured.beginnings().stream().mapToInt(FirstDay::services).sum(),
                                measured.runs(),
                                took.toMinutes(),
                                threads == 1 ? "one thread" : threads + " threads"));
        aims();
        falseAlarms();
        beginnings();
        delays();
        line(Explanations.of(measured));
        return text.toString();
    }

    private void aims() {
        line(
                """

                ## Aims

                | aim | in this run |
                | --- | --- |\
                """);
        List<FalseAlarms.Seen> missed = measured.missed();
        row(
                "no service in a hundred has a false trip in a month, where callers and pods can be told apart",
                missed.isEmpty()
                        ? "no false trip in %d months; %d of %d rows have so many that 1 %% is excluded"
                                .formatted(
                                        measured.monthsWithNames(),
                                        measured.resolved().size(),
                                        measured.alarms().stream()
                                                .filter(a -> a.cell().trouble().canBeToldApart())
                                                .count())
                        : "false trips in " + missed.stream().map(QualityReport::name).toList());
        Delay.Found outage = measured.availability(10, 1, 1);
        row(
                "an outage of the canary at 10 requests/s is decided with the third full block of 1 s",
                "median %s s, p95 %s s from the fault; the third full block ends 3 to 4 s after it"
                        .formatted(
                                number(Delay.Found.at(outage.trips(), 0.5)),
                                number(Delay.Found.at(outage.trips(), 0.95))));
        Delay.Found partial = measured.availability(10, 0.2, 1);
        row(
                "a fault of 20 % at 10 requests/s within 10 s (median)",
                "median %s s, with callers told apart %s s"
                        .formatted(
                                number(Delay.Found.at(partial.trips(), 0.5)),
                                number(Delay.Found.at(partial.tripsWithNames(), 0.5))));
        Delay.Found usual = measured.latency(10, 0.001, 1);
        Delay.Found slow = measured.latency(10, 0.01, 1);
        row(
                "latency within 20 s (p95) at 10 requests/s, all requests slow",
                "p95 %s s where 0.1 %% are slow as usual, %s s where 1 %% are"
                        .formatted(
                                number(Delay.Found.at(usual.trips(), 0.95)),
                                number(Delay.Found.at(slow.trips(), 0.95))));
    }

    private void falseAlarms() {
        line(
                """

                ## False trips and holds

                A service-month is 30 days of ticks of 1 s. "Trips": services that had one in their month, of so many, where nobody
                can be told apart, and where 8 callers and the pods can; in brackets where the canary is one pod. Holds: mean number
                a month. "Below": the share of services with a trip, told apart, that can be excluded with 95 % confidence. 0.1 % of
                either side are bad beside what the first column says. Of months of episodes ("daily") only what lies around the
                30 or so episodes was gone through, with stable known as after a day; the others were gone through whole, after a
                day of history. What comes between episodes is the row of independent errors.

                | how errors come | rate | months | trips | trips, told apart | below | holds a month |
                | --- | --- | --- | --- | --- | --- | --- |\
                """);
        measured.alarms().stream()
                .sorted(
                        Comparator.<FalseAlarms.Seen, Trouble>comparing(a -> a.cell().trouble())
                                .thenComparingDouble(a -> a.cell().perSecond()))
                .forEach(this::row);
    }

    private void row(FalseAlarms.Seen seen) {
        row(
                seen.cell().trouble().words(),
                number(seen.cell().perSecond()),
                Integer.toString(seen.months()),
                Integer.toString(seen.tripped()),
                seen.cell().trouble().canBeToldApart()
                        ? Integer.toString(seen.trippedWithNames())
                        : "(%d)".formatted(seen.trippedWithNames()),
                seen.trippedWithNames() == 0
                        ? percent(Measured.excluded(seen.months())) + " %"
                        : "",
                String.format(Locale.ROOT, "%.2f", seen.holdsPerMonth()));
    }

    private void beginnings() {
        line(
                """

                ## The first day of a fuse

                Fuses that begin without any history. "Learning": share of the first three hours in which blocks counted less than
                they might, because stable's errors were taken to run across blocks.

                | how errors come | rate | fuses | trips, first hour | first day | first day, told apart | below | learning |
                | --- | --- | --- | --- | --- | --- | --- | --- |\
                """);
        measured.beginnings().stream()
                .sorted(
                        Comparator.<FirstDay, Trouble>comparing(a -> a.cell().trouble())
                                .thenComparingDouble(a -> a.cell().perSecond()))
                .forEach(day ->
                        row(
                                day.cell().trouble().words(),
                                number(day.cell().perSecond()),
                                Integer.toString(day.services()),
                                Integer.toString(day.trippedInAnHour()),
                                Integer.toString(day.tripped()),
                                Integer.toString(day.trippedWithNames()),
                                day.trippedWithNames() == 0
                                        ? percent(Measured.excluded(day.services())) + " %"
                                        : "",
                                percent(day.slowedRatio()) + " %"));
    }

    private void delays() {
        line(
                """

                ## Delays

                Seconds from the fault to the end of the tick that decides, median / 95th percentile; the fault begins at any moment of
                a tick. "-": not within two hours. 0.1 % of either side are bad without the fault. "Mark" is what the design of the procedure was measured at, with another implementation.

                | block | rate | fault | trip | mark | trip, 8 callers told apart | mark | hold | mark |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |\
                """);
        measured.delays()
                .forEach((cell, found) -> {
                    if (cell.objective().equals("99.9%")) {
                        delay(cell, found);
                    }
                });
        line(
                """

                Latency: requests above the bound go from the usual share to that of the fault; the objective is 99 %, a block is one
                flush of Envoy, 5 s.

                | usual | rate | fault | trip | trip, 8 callers told apart | hold |
                | --- | --- | --- | --- | --- | --- |\
                """);
        measured.delays()
                .forEach((cell, found) -> {
                    if (!cell.objective().equals("99.9%")) {
                        row(
                                percent(cell.usualRatio()) + " %",
                                number(cell.perSecond()),
                                percent(cell.fault()) + " %",
                                Delay.Found.medianAndP95(found.trips()),
                                Delay.Found.medianAndP95(found.tripsWithNames()),
                                Delay.Found.medianAndP95(found.holds()));
                    }
                });
    }

    private void delay(Delay.Cell cell, Delay.Found found) {
        String rate = number(cell.perSecond());
        String fault = percent(cell.fault()) + " %";
        Sheet.Mark mark = cell.tickSeconds() == 1 ? Sheet.of(rate, fault) : null;
        row(
                number(cell.tickSeconds()) + " s",
                rate,
                fault,
                Delay.Found.medianAndP95(found.trips()),
                mark == null ? "" : mark.trip(),
                Delay.Found.medianAndP95(found.tripsWithNames()),
                mark == null ? "" : mark.tripWithNames(),
                Delay.Found.medianAndP95(found.holds()),
                mark == null ? "" : mark.hold());
    }

    private static String name(FalseAlarms.Seen seen) {
        return "%d of %d months: %s, %s/s"
                .formatted(
                        seen.trippedWithNames(),
                        seen.months(),
                        seen.cell().trouble().words(),
                        number(seen.cell().perSecond()));
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
