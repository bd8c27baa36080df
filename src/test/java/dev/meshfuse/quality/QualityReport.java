package dev.meshfuse.quality;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables, with what they mean. */
final class QualityReport {
    private final List<FalseAlarms> alarms;
    private final Map<Delay.Cell, Delay.Found> delays;
    private final int runs;
    private final Duration took;
    private final StringBuilder text = new StringBuilder();

    QualityReport(
            List<FalseAlarms> alarms,
            Map<Delay.Cell, Delay.Found> delays,
            int runs,
            Duration took) {
        this.alarms = alarms;
        this.delays = delays;
        this.runs = runs;
        this.took = took;
    }

    String text() {
        int months = alarms.stream().mapToInt(FalseAlarms::months).sum();
        line(
                """
                # How good the verdict is

                Written by `./verdict-quality`; what it takes is in `./verdict-quality --help`. It runs the very classes that
                judge canaries (`verdict.CanaryTests`) over simulated traffic. The canary gets a tenth of the requests; rates are
                requests to the canary. The objective is 99.9 %% and the policy the default one, unless a table says otherwise.

                This run: %d months of services for false alarms, %d faults for each row of delays, %d minutes on %d processors.\
                """
                        .formatted(
                                months,
                                runs,
                                took.toMinutes(),
                                Runtime.getRuntime().availableProcessors()));
        aims();
        falseAlarms();
        delays();
        line(Explanations.DIFFERENCES);
        return text.toString();
    }

    private void aims() {
        line(
                """

                ## Aims

                | aim | in this run |
                | --- | --- |\
                """);
        List<FalseAlarms> missing =
                alarms.stream()
                        .filter(cell -> cell.cell().trouble().canBeToldApart())
                        .filter(cell -> cell.trippedWithNames() > 0)
                        .toList();
        long ran =
                alarms.stream()
                        .filter(cell -> cell.cell().trouble().canBeToldApart())
                        .mapToInt(FalseAlarms::months)
                        .sum();
        row(
                "no service in a hundred has a false trip in a month, where callers and pods can be told apart",
                missing.isEmpty()
                        ? "no false trip in %d months; as a mean of all cells below %s %% with 95 %% confidence; a cell of its own is resolved no further than its number of months allows"
                                .formatted(ran, percent(1 - Math.pow(0.05, 1.0 / ran)))
                        : "missed in " + missing.stream().map(QualityReport::name).toList());
        Delay.Found outage = found(10, 1, 1);
        row(
                "an outage of the canary at 10 requests/s is decided with the third full block of 1 s",
                "median %s s, p95 %s s from the fault; the third full block ends 3 to 4 s after it"
                        .formatted(
                                number(Delay.Found.at(outage.trips(), 0.5)),
                                number(Delay.Found.at(outage.trips(), 0.95))));
        Delay.Found partial = found(10, 0.2, 1);
        row(
                "a fault of 20 % at 10 requests/s within 10 s (median)",
                "median %s s, with callers told apart %s s"
                        .formatted(
                                number(Delay.Found.at(partial.trips(), 0.5)),
                                number(Delay.Found.at(partial.tripsWithNames(), 0.5))));
    }

    private void falseAlarms() {
        line(
                """

                ## False trips and holds

                A service-month is 30 days of ticks of 1 s after a day of history. "Trips": services that had one in their month, of
                so many, where nobody can be told apart, and where 8 callers and the pods can. Holds: mean number a month. "Below":
                the share of services with a trip, told apart, that can be excluded with 95 % confidence. What is bad of either side without episodes is
                in the third column.

                | how errors come | rate | bad | months | trips | trips, told apart | below | holds a month |
                | --- | --- | --- | --- | --- | --- | --- | --- |\
                """);
        alarms.stream()
                .sorted(
                        Comparator.<FalseAlarms, Trouble>comparing(a -> a.cell().trouble())
                                .thenComparingDouble(a -> a.cell().badRatio())
                                .thenComparingDouble(a -> a.cell().perSecond()))
                .forEach(this::row);
    }

    private void row(FalseAlarms cell) {
        int months = cell.months();
        row(
                cell.cell().trouble().words(),
                number(cell.cell().perSecond()),
                percent(cell.cell().badRatio()) + " %",
                Integer.toString(months),
                Integer.toString(cell.tripped()),
                cell.cell().trouble().canBeToldApart()
                        ? Integer.toString(cell.trippedWithNames())
                        : "(%d)".formatted(cell.trippedWithNames()),
                cell.trippedWithNames() == 0
                        ? percent(1 - Math.pow(0.05, 1.0 / months)) + " %"
                        : "",
                String.format(Locale.ROOT, "%.2f", cell.holdsPerMonth()));
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
        delays.forEach((cell, found) -> {
            if (cell.objective().equals("99.9%")) {
                delay(cell, found, cell.tickSeconds() == 1);
            }
        });
        line(
                """

                Latency: requests above the bound go from 1 % to the share given; the objective is 99 %, a block is one flush of Envoy,
                5 s.

                | block | rate | fault | trip | mark | trip, 8 callers told apart | mark | hold | mark |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |\
                """);
        delays.forEach((cell, found) -> {
            if (!cell.objective().equals("99.9%")) {
                delay(cell, found, false);
            }
        });
    }

    private void delay(Delay.Cell cell, Delay.Found found, boolean marked) {
        String rate = number(cell.perSecond());
        String fault = percent(cell.fault()) + " %";
        Sheet.Mark mark = marked ? Sheet.of(rate, fault) : null;
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

    private Delay.Found found(double rate, double fault, double tick) {
        return delays.entrySet().stream()
                .filter(e -> e.getKey().objective().equals("99.9%"))
                .filter(e -> e.getKey().perSecond() == rate && e.getKey().fault() == fault)
                .filter(e -> e.getKey().tickSeconds() == tick)
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static String name(FalseAlarms cell) {
        return "%s, %s/s, %s %%"
                .formatted(
                        cell.cell().trouble().words(),
                        number(cell.cell().perSecond()),
                        percent(cell.cell().badRatio()));
    }

    private static String number(double number) {
        return number == Math.rint(number)
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, number < 0.1 ? "%.2f" : "%.1f", number);
    }

    private static String percent(double ratio) {
        String text = String.format(Locale.ROOT, "%.2f", ratio * 100);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private void row(String... cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
