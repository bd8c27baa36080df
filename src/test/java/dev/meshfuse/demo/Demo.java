package dev.meshfuse.demo;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point: {@code demo [--once]}. */
public final class Demo {
    private static final String USAGE =
            """
            Usage: ./demo [--once]

              Runs the packaged Meshfuse beside a Kafka broker, a Kubernetes API and a simulated mesh, all on this machine, and
              lets a canary fail. Goes on until Ctrl-C.

              --once   end after the revert is verified, with status 0; with status 1 if that does not come in time
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
        if (!options.isEmpty() && !options.equals(List.of("--once"))) {
            System.err.println("Not understood: " + String.join(" ", options));
            System.err.print(USAGE);
            System.exit(2);
        }
        System.exit(Act.play(!options.isEmpty()) ? 0 : 1);
    }
}
