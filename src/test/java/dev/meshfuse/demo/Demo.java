package dev.meshfuse.demo;

import java.util.List;
import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point: {@code demo [--once | --runs N]}. */
public final class Demo {
    private static final String USAGE =
            """
            Usage: ./demo [--once | --runs N]

              Runs the packaged Meshfuse beside a Kafka broker, a Kubernetes API and a simulated mesh, all on this machine, and
              plays four acts: a canary that fails, its fixed release, a noisy canary, and a dependency that fails. Goes on
              until Ctrl-C.

              --once     end after the last act, with status 0; with status 1 if one has not shown what it promises
              --runs N   let N canaries fail altogether, one after the other, and print how long the cure of each took; half a
                         minute each
            """;

    /** Kept, because a logger that nobody holds forgets its level. */
    private static final Logger ROOT = Logger.getLogger("");

    private Demo() {}

    public static void main(String[] arguments) {
        ROOT.setLevel(Level.SEVERE); // the embedded parts tell a lot
        List<String> options = List.of(arguments);
        if (options.equals(List.of("--help"))) {
            System.out.print(USAGE);
            return;
        }
        if (options.isEmpty() || options.equals(List.of("--once"))) {
            System.exit(Play.acts(!options.isEmpty()) ? 0 : 1);
        }
        OptionalInt runs = runs(options);
        if (runs.isPresent()) {
            System.exit(Play.reactions(runs.getAsInt()) ? 0 : 1);
        }
        System.err.println("Not understood: " + String.join(" ", options));
        System.err.print(USAGE);
        System.exit(2);
    }

    private static OptionalInt runs(List<String> options) {
        return options.size() == 2
                        && options.getFirst().equals("--runs")
                        && options.getLast().matches("[1-9]\\d{0,2}")
                ? OptionalInt.of(Integer.parseInt(options.getLast()))
                : OptionalInt.empty();
    }
}
