package dev.meshfuse.quality;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The marks: delays of the procedure as they were simulated when it was designed, by another
 * implementation. Median and 95th percentile in seconds, ticks of 1 s.
 */
final class Sheet {
    /**
     * @param trip nobody told apart
     * @param tripWithNames eight callers told apart
     * @param hold median and p95 of the hold
     */
    record Mark(String trip, String tripWithNames, String hold) {}

    private static final Map<String, Mark> MARKS =
            Map.ofEntries(
                    Map.entry("0.05, 100 %", new Mark("114 / 210", "141 / 256", "98 / 192")),
                    Map.entry("0.5, 100 %", new Mark("14.5 / 21", "18 / 27", "10 / 15")),
                    Map.entry("0.5, 20 %", new Mark("94 / 165", "112 / 185", "43 / 104")),
                    Map.entry("1, 100 %", new Mark("8.2 / 13.2", "10.2 / 15.8", "5.7 / 9.2")),
                    Map.entry("1, 20 %", new Mark("47 / 88", "56 / 88", "22 / 51")),
                    Map.entry("2, 100 %", new Mark("5.1 / 6.9", "6.0 / 8.5", "3.1 / 4.7")),
                    Map.entry("2, 20 %", new Mark("21 / 39", "26 / 46", "11 / 26")),
                    Map.entry("10, 100 %", new Mark("3.4 / 3.9", "3.4 / 3.9", "2.7 / 3.3")),
                    Map.entry("10, 50 %", new Mark("5.7 / 6.3", "6.1 / 7.2", "3.6 / 4.2")),
                    Map.entry("10, 20 %", new Mark("7.0 / 10.5", "9.0 / 12.4", "4.4 / 6.7")),
                    Map.entry("10, 5 %", new Mark("55 / 103", "56 / 103", "15 / 31")),
                    Map.entry("50, 100 %", new Mark("3.3 / 3.8", "3.4 / 3.8", "2.8 / 3.7")),
                    Map.entry("50, 20 %", new Mark("5.8 / 6.5", "6.0 / 6.8", "4.1 / 5.1")),
                    Map.entry("50, 5 %", new Mark("13 / 24", "13 / 24", "7.0 / 10")));

    private Sheet() {}

    /** The mark of a cell of the table, or null where there is none. */
    static @Nullable Mark of(String rate, String fault) {
        return MARKS.get(rate + ", " + fault);
    }
}
