package dev.meshfuse.quality;

import static dev.meshfuse.quality.Numbers.number;
import static dev.meshfuse.quality.Numbers.percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the tables show, in sentences whose numbers are taken from them. */
final class Explanations {
    private Explanations() {}

    static String of(Measured measured) {
        List<String> sentences =
                List.of(
                        resolution(measured),
                        withoutNames(measured),
                        inTurn(measured),
                        onePod(measured),
                        beginnings(measured),
                        marks(measured),
                        small(measured),
                        blocks(measured),
                        latency(measured),
                        """
                        **Not simulated**: gaps in what is read, clocks further apart than a block, rho other than 1.5, canaries with half
                          of the traffic.\
                        """);
        return "\n## What the tables say, and do not\n\n"
                + sentences.stream().map(s -> "- " + s).collect(Collectors.joining("\n"));
    }

    private static String resolution(Measured measured) {
        int whole = measured.wholeMonths();
        int tripped = measured.trippedInWholeMonths();
        return """
        **What the months resolve.** No event in n months excludes, with 95 %% confidence, that more than 3/n of the services
          have one (the rule of three): 300 months resolve 1 %%. Of the %d rows with callers and pods told apart %d have so
          many and no trip; the others do not say more than their column "below" does. Of all months that were gone through
          whole, taken together, %d of %d had a trip%s.\
        """
                .formatted(
                        measured.alarms().stream()
                                .filter(row -> row.cell().trouble().canBeToldApart())
                                .count(),
                        measured.resolved().size(),
                        tripped,
                        whole,
                        tripped > 0
                                ? ""
                                : ", which excludes more than %s %% in such a mixture"
                                        .formatted(percent(Measured.excluded(whole))));
    }

    private static String withoutNames(Measured measured) {
        return """
        **Where nobody can be told apart** services trip: one source of 8 that fails for 2-10 s, %s; one that fails for
          10 min, %s. Told apart: %s and %s.\
        """
                .formatted(
                        trips(measured.of(Trouble.SOURCE), false),
                        trips(measured.of(Trouble.CLIENT), false),
                        trips(measured.of(Trouble.SOURCE), true),
                        trips(measured.of(Trouble.CLIENT), true));
    }

    private static String inTurn(Measured measured) {
        List<FalseAlarms.Seen> rows = measured.of(Trouble.CLIENT);
        return """
        **Two sources, one after the other.** Episodes come at random, one a day in the mean, and now and then another source
          fails while the first does, or soon after. To leave out one of two is not enough then: one that was shown to fail
          alone is set aside (`verdict.SetAside`). With that, %d of %d months of one source that fails for 10 min had a trip;
          without it, 32 of 1500 (measured before it was there).\
        """
                .formatted(
                        rows.stream().mapToInt(FalseAlarms.Seen::trippedWithNames).sum(),
                        rows.stream().mapToInt(FalseAlarms.Seen::months).sum());
    }

    private static String onePod(Measured measured) {
        return """
        **A canary of one pod that restarts daily** trips though it is healthy: %s. Requests do not tell that from a fault,
          and a policy that must not revert it needs a second pod.\
        """
                .formatted(trips(measured.of(Trouble.ONLY_POD), true));
    }

    /** The share of services that tripped, by rate. */
    private static String trips(List<FalseAlarms.Seen> rows, boolean withNames) {
        return rows.stream()
                .sorted((a, b) -> Double.compare(a.cell().perSecond(), b.cell().perSecond()))
                .map(row ->
                        "%d of %d at %s/s"
                                .formatted(
                                        withNames ? row.trippedWithNames() : row.tripped(),
                                        row.months(),
                                        number(row.cell().perSecond())))
                .collect(Collectors.joining(", "));
    }

    private static String beginnings(Measured measured) {
        int services = measured.beginnings().stream().mapToInt(FirstDay::services).sum();
        int hour = measured.beginnings().stream().mapToInt(FirstDay::trippedInAnHour).sum();
        int day = measured.beginnings().stream().mapToInt(FirstDay::tripped).sum();
        int named = measured.beginnings().stream().mapToInt(FirstDay::trippedWithNames).sum();
        double chance =
                measured.beginnings().stream()
                        .filter(row -> row.cell().trouble() == Trouble.INDEPENDENT)
                        .mapToDouble(FirstDay::slowedRatio)
                        .max()
                        .orElse(0);
        return """
        **The first day.** Few windows of 20 s say little of bursts, so what counts as one begins high and falls to 1.3 within
          some three hours (`verdict.Bursts`). Of %d fuses without history %d had a false trip in the first hour and %d in
          the first day, %d with callers told apart. Independent errors were taken for bursts in at most %s %% of the
          first three hours.\
        """
                .formatted(services, hour, day, named, percent(chance));
    }

    private static String marks(Measured measured) {
        List<Double> ratios = new ArrayList<>();
        String slowest = "";
        for (Map.Entry<Delay.Cell, Delay.Found> row : measured.delays().entrySet()) {
            Sheet.Mark mark = markOf(row.getKey());
            if (mark != null) {
                double ours = Delay.Found.at(row.getValue().trips(), 0.5);
                double ratio = ours / Double.parseDouble(mark.trip().split(" / ", 2)[0]);
                if (ratios.stream().allMatch(other -> other < ratio)) {
                    slowest =
                            "%s requests/s and a fault of %s %%"
                                    .formatted(
                                            number(row.getKey().perSecond()),
                                            percent(row.getKey().fault()));
                }
                ratios.add(ratio);
            }
        }
        return String.format(
                Locale.ROOT,
                """
                **Against the marks.** Of %d medians to a trip with a mark, %d are at most the mark, and the largest is %.2f times its
                  mark (%s). %d faults a row; marks are rounded, and were taken after a day of history, these after five
                  minutes with what is usual of stable known.\
                """,
                ratios.size(),
                ratios.stream().filter(ratio -> ratio <= 1).count(),
                ratios.stream().mapToDouble(r -> r).max().orElse(0),
                slowest,
                measured.runs());
    }

    private static Sheet.@Nullable Mark markOf(Delay.Cell cell) {
        return cell.tickSeconds() == 1 && cell.objective().equals("99.9%")
                ? Sheet.of(number(cell.perSecond()), percent(cell.fault()) + " %")
                : null;
    }

    private static String small(Measured measured) {
        List<Delay.Found> rows =
                measured.delays().entrySet().stream()
                        .filter(row -> row.getKey().fault() == 0.01)
                        .map(Map.Entry::getValue)
                        .toList();
        long tripped =
                rows.stream()
                        .filter(found ->
                                Delay.Found.at(found.trips(), 0) < Double.POSITIVE_INFINITY)
                        .count();
        return """
        **A fault of 1 %%** is below the limit of 1.44 %%, so it is to be held and not tripped: in %d of its %d rows any run
          tripped within two hours.\
        """
                .formatted(tripped, rows.size());
    }

    private static String blocks(Measured measured) {
        double one = Delay.Found.at(measured.availability(10, 1, 1).trips(), 0.5);
        double two = Delay.Found.at(measured.availability(10, 1, 2).trips(), 0.5);
        double five = Delay.Found.at(measured.availability(10, 1, 5).trips(), 0.5);
        return String.format(
                Locale.ROOT,
                """
                **Longer blocks** delay in proportion where a block of 1 s sees enough of stable: at 10 requests/s an outage takes
                  %.1f s, %.1f s and %.1f s with blocks of 1, 2 and 5 s (medians), %.1f, %.1f and %.1f times the block.\
                """,
                one,
                two,
                five,
                one,
                two / 2,
                five / 5);
    }

    private static String latency(Measured measured) {
        Delay.Found often = measured.latency(10, 0.01, 1);
        Delay.Found seldom = measured.latency(10, 0.001, 1);
        return String.format(
                Locale.ROOT,
                """
                **Latency** is judged by flushes of 5 s, as Envoy shows nothing of a duration sooner. With 1 %% slow as usual p0 is
                  1.5 %% and a flush that is all slow is worth ln(0.5/0.015 + 0.5) = 3.5 nats of the 14.3 that one bet must reach
                  alone: four are worth 14.1, so it takes a part of a fifth, %.1f s median and %.1f s p95 at 10 requests/s.
                  With 0.1 %% slow as usual three full ones are enough: %.1f s and %.1f s. A larger stake than 0.5 would save one
                  flush of five, and is not taken: it would be lost with the first good flush, and the stakes are those of
                  availability, with their vectors. More than 14.4 %% of the requests must be slow for a trip.\
                """,
                Delay.Found.at(often.trips(), 0.5),
                Delay.Found.at(often.trips(), 0.95),
                Delay.Found.at(seldom.trips(), 0.5),
                Delay.Found.at(seldom.trips(), 0.95));
    }
}
