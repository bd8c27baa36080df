package dev.meshfuse.app;

import dev.meshfuse.definition.file.ValidateCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the program begins with. Without an argument it is the service; with a command it does that
 * and ends, before anything of the service has been started.
 */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
            return;
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(command(List.of(arguments), new ValidateCommand(System.in, out, err), err));
    }

    /** Runs a command and returns the exit status. */
    static int command(List<String> arguments, ValidateCommand validate, PrintStream err) {
        if (arguments.getFirst().equals(ValidateCommand.NAME)) {
            return validate.run(arguments.subList(1, arguments.size()));
        }
        err.printf(
                "unknown command '%s'; there is %s. The service is started without an argument,"
                        + " settings are given as -Dmeshfuse.<name>=<value> before -jar or in the"
                        + " environment.%n",
                arguments.getFirst(), ValidateCommand.NAME);
        return ValidateCommand.UNUSABLE;
    }
}
