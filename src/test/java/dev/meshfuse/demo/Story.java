package dev.meshfuse.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells what happens, with the time since the beginning. */
final class Story {
    private final Instant begin;

    Story(Instant begin) {
        this.begin = begin;
    }

    /** One line. */
    void tell(Instant at, String what, String text) {
        Duration since = Duration.between(begin, at);
        note(
                String.format(
                        Locale.ROOT,
                        "  %02d:%04.1f  %-9s %s",
                        since.toMinutes(),
                        since.toMillis() % 60_000 / 1000.0,
                        what,
                        text));
    }

    /** A line without a time. */
    static void note(String text) {
        System.out.println(text);
    }
}
