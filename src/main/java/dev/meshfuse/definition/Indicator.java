package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an objective measures. */
public sealed interface Indicator {
    /** A few words for people. */
    String describe();

    /** Requests that are answered without an error are good. */
    record Availability() implements Indicator {
        @Override
        public String describe() {
            return "availability";
        }
    }

    /**
     * Of the requests that are answered without an error, those that take no longer are good. The
     * others do not count: a fast error is no good answer, and it is the business of availability.
     *
     * @param threshold the longest that is good; a bound of the proxies' buckets
     */
    record Latency(Duration threshold) implements Indicator {
        /** Envoy's default buckets begin at half a millisecond; Durations know whole ones only. */
        private static final Pattern FRACTION = Pattern.compile("(\\d{1,9}\\.\\d{1,6})ms");

        public Latency {
            if (!threshold.isPositive()) {
                throw new IllegalArgumentException("a threshold must be longer than zero");
            }
        }

        /**
         * Reads a threshold such as {@code 100ms}, {@code 2s} or {@code 0.5ms}.
         *
         * @throws IllegalArgumentException when it is none, or zero
         */
        public static Latency parse(String text) {
            Matcher fraction = FRACTION.matcher(text);
            return new Latency(
                    fraction.matches()
                            ? Duration.ofNanos(
                                    new BigDecimal(fraction.group(1))
                                            .movePointRight(6)
                                            .longValueExact())
                            : Durations.parse(text));
        }

        /** In the unit of Istio's buckets. */
        public double millis() {
            return BigDecimal.valueOf(threshold.getSeconds())
                    .movePointRight(3)
                    .add(BigDecimal.valueOf(threshold.getNano(), 6))
                    .doubleValue();
        }

        @Override
        public String describe() {
            return "latency of at most " + text();
        }

        /** The threshold as people write it. */
        public String text() {
            return textOf(millis());
        }

        /** A bound in milliseconds as people write it: {@code 100ms}, {@code 2500ms}. */
        public static String textOf(double millis) {
            return BigDecimal.valueOf(millis).stripTrailingZeros().toPlainString() + "ms";
        }
    }
}
