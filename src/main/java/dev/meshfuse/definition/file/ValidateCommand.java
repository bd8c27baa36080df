package dev.meshfuse.definition.file;

import dev.meshfuse.definition.Definition;
import dev.meshfuse.definition.DefinitionReader;
import dev.meshfuse.definition.DefinitionSet;
import dev.meshfuse.definition.Durations;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code validate FILE...}: checks definitions without a cluster and without Kafka, and
 * prints every fault with its place. What only a cluster shows, such as how a fuse's sides are told
 * apart, it cannot know.
 */
public final class ValidateCommand {
    /** Its name. */
    public static final String NAME = "validate";

    /** Everything is in order. */
    public static final int GOOD = 0;

    /** There are faults. */
    public static final int FAULTS = 1;

    /** The command is written wrongly, or a file cannot be read. */
    public static final int UNUSABLE = 2;

    static final String USAGE =
            """
            usage: validate [--interval DURATION] FILE...

            Checks ServiceLevelObjectives and Fuses and prints every fault as
            file:line:column: path: what is wrong and what would be right.
            FILE is a YAML or JSON file, a directory of .yaml and .yml files, or - for
            standard input. Objects of other kinds are skipped and counted.

              --interval DURATION  how often proxies are read, as in the setting
                                   meshfuse.telemetry.interval; default 5s

            Exit status: 0 without faults, 1 with faults, 2 when the command is written
            wrongly or a file cannot be read.
            """;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final List<FileText> texts = new ArrayList<>();
    private Duration interval = DefinitionReader.USUAL_INTERVAL;

    /**
     * @param in where {@code -} is read from
     * @param out for faults and the summary
     * @param err for a command that is written wrongly
     */
    public ValidateCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it with what was written behind its name.
     *
     * @return the exit status
     */
    public int run(List<String> arguments) {
        if (arguments.contains("--help")) {
            out.print(USAGE);
            return GOOD;
        }
        try {
            read(new ArrayDeque<>(arguments));
        } catch (IllegalArgumentException e) {
            err.println("validate: " + e.getMessage());
            err.print(USAGE);
            return UNUSABLE;
        }
        Reading reading = Reading.of(texts, new DefinitionReader("-", interval));
        reading.faults().forEach(out::println);
        out.println(summary(reading));
        if (texts.stream().anyMatch(text -> !text.isRead())) {
            return UNUSABLE;
        }
        return reading.faults().isEmpty() ? GOOD : FAULTS;
    }

    private void read(Deque<String> arguments) {
        List<String> names = new ArrayList<>();
        while (!arguments.isEmpty()) {
            String argument = arguments.removeFirst();
            if (argument.equals("--interval")) {
                interval = interval(arguments.pollFirst());
            } else if (argument.startsWith("-") && argument.length() > 1) {
                throw new IllegalArgumentException("unknown option '" + argument + "'");
            } else {
                names.add(argument);
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no file is named");
        }
        for (String name : names) {
            texts.addAll(name.equals("-") ? List.of(FileText.of("stdin", in)) : files(name));
        }
    }

    private static Duration interval(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("--interval needs a duration such as 5s");
        }
        Duration interval = Durations.parse(text);
        if (interval.isZero()) {
            throw new IllegalArgumentException("--interval must be longer than zero");
        }
        return interval;
    }

    private static List<FileText> files(String name) {
        try {
            return FileText.of(List.of(Path.of(name)));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + name + "' is no name of a file", e);
        }
    }

    private static String summary(Reading reading) {
        List<Definition> all = reading.definitions();
        DefinitionSet set = DefinitionSet.of(all);
        int good = set.slos().size() + set.fuses().size();
        return "%s: %d without a fault, %d refused; %s; %s of other kinds skipped"
                .formatted(
                        count(all.size(), "definition"),
                        good,
                        all.size() - good,
                        count(reading.faults().size(), "fault"),
                        count(reading.skipped(), "object"));
    }

    private static String count(int count, String what) {
        return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }
}
