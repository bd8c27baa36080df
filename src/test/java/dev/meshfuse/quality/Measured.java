package dev.meshfuse.quality;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All that a run has shown.
 *
 * @param runs faults for each row of delays
 */
record Measured(
        List<FalseAlarms.Seen> alarms,
        List<FirstDay> beginnings,
        Map<Delay.Cell, Delay.Found> delays,
        int runs) {
    /**
     * The share of services that so many without an event exclude with 95 % confidence: exactly 1 -
     * 0.05^(1/n), which is a little less than the 3/n of the rule of three.
     */
    static double excluded(int without) {
        return 1 - Math.pow(0.05, 1.0 / without);
    }

    /** Months where callers and pods can be told apart. */
    int monthsWithNames() {
        return alarms.stream()
                .filter(row -> row.cell().trouble().canBeToldApart())
                .mapToInt(FalseAlarms.Seen::months)
                .sum();
    }

    /** Months that were gone through from the first second to the last. */
    int wholeMonths() {
        return alarms.stream()
                .filter(row -> !row.onlyEpisodes())
                .mapToInt(FalseAlarms.Seen::months)
                .sum();
    }

    /** Those of them with a trip though callers and pods could be told apart. */
    int trippedInWholeMonths() {
        return alarms.stream()
                .filter(row -> !row.onlyEpisodes())
                .mapToInt(FalseAlarms.Seen::trippedWithNames)
                .sum();
    }

    /** Rows in which a canary was tripped though callers and pods could be told apart. */
    List<FalseAlarms.Seen> missed() {
        return alarms.stream()
                .filter(row -> row.cell().trouble().canBeToldApart())
                .filter(row -> row.trippedWithNames() > 0)
                .toList();
    }

    /** Rows that were gone through often enough for 1 % to be excluded. */
    List<FalseAlarms.Seen> resolved() {
        return alarms.stream()
                .filter(row -> row.cell().trouble().canBeToldApart())
                .filter(row -> row.trippedWithNames() == 0 && excluded(row.months()) <= 0.01)
                .toList();
    }

    List<FalseAlarms.Seen> of(Trouble trouble) {
        return alarms.stream().filter(row -> row.cell().trouble() == trouble).toList();
    }

    /** The delays of a fault; there must be such a row. */
    Delay.Found availability(double rate, double fault, double tick) {
        return found(cell ->
                cell.objective().equals("99.9%")
                        && cell.perSecond() == rate
                        && cell.fault() == fault
                        && cell.tickSeconds() == tick);
    }

    /** The same where requests become slow that were so as usual before. */
    Delay.Found latency(double rate, double usual, double fault) {
        return found(cell ->
                cell.objective().equals("99%")
                        && cell.perSecond() == rate
                        && cell.usualRatio() == usual
                        && cell.fault() == fault);
    }

    private Delay.Found found(Predicate<Delay.Cell> wanted) {
        return delays.entrySet().stream()
                .filter(row -> wanted.test(row.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
