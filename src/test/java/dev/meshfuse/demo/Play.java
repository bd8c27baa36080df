package dev.meshfuse.demo;

import dev.meshfuse.testing.shop.Shop;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** The whole play: the world and the program are set up, acts are played, and all is taken down. */
final class Play {
    private static final Duration CALM = Duration.ofSeconds(12);
    private static final List<Act> ACTS =
            List.of(
                    new FailingCanary(),
                    new FixedRelease(),
                    new NoisyCanary(),
                    new FailingDependency());

    private Play() {}

    /**
     * Plays all acts.
     *
     * @param once whether to end after the last, or to go on until the process is told to stop
     * @return whether each has shown what it promises
     */
    static boolean acts(boolean once) {
        return stage(
                once,
                stage -> {
                    tellHealth(stage);
                    for (int i = 0; i < ACTS.size(); i++) {
                        Act act = ACTS.get(i);
                        Story.note("\n  Act %d: %s".formatted(i + 1, act.title()));
                        act.play(stage);
                    }
                    tellWhereToLook(stage.program());
                });
    }

    /** Measures reactions to so many faults. */
    static boolean reactions(int runs) {
        return stage(true, stage -> Reactions.measure(stage, runs));
    }

    private static boolean stage(boolean once, Consumer<Stage> play) {
        Story story = new Story(Shop.now());
        Story.note("Meshfuse demo. Everything runs on this machine.\n");
        Shop shop = Shop.open();
        story.tell(
                Shop.now(),
                "world",
                "Kafka broker, Kubernetes API and a mesh of %d proxies are up"
                        .formatted(shop.simulation().pods().size()));
        Program program = Program.start(shop.settings(), shop.kubeconfig());
        CountDownLatch stopped = stopOnSignal(shop, program);
        try (Heard heard = new Heard(shop.broker().bootstrapServers())) {
            boolean shown = show(new Stage(shop, program, heard, story), play);
            if (shown && !once) {
                Story.note("\nThe shop stays open. Ctrl-C ends it.");
                awaitSignal(stopped);
            }
            return shown;
        }
    }

    private static boolean show(Stage stage, Consumer<Stage> play) {
        try {
            stage.await("Meshfuse is ready", stage.program()::isReady);
            stage.tell("meshfuse", "ready; its log is %s".formatted(Program.LOG));
            Stage.pause(CALM);
            play.accept(stage);
            return true;
        } catch (StageException | IllegalStateException | UncheckedIOException e) {
            stage.tell("FAILED", String.valueOf(e.getMessage()));
            Story.note("\nThe last lines of %s:".formatted(Program.LOG));
            Program.lastLines(20).forEach(line -> Story.note("  %s".formatted(line)));
            return false;
        }
    }

    private static void tellHealth(Stage stage) {
        Program program = stage.program();
        String explanation =
                Json.read(program.get(program.address("/api/v1/slos/shop/cart-availability")))
                        .path("explanation")
                        .asText();
        stage.tell("healthy", "%s Weights: %s".formatted(explanation, stage.weights()));
    }

    private static void tellWhereToLook(Program program) {
        Story.note("\n  Look at it:");
        Story.note("    objectives  %s".formatted(program.address("/api/v1/slos")));
        Story.note("    fuses       %s".formatted(program.address("/api/v1/fuses")));
        Story.note("    metrics     %s".formatted(program.managementAddress("/q/metrics")));
        Story.note("    health      %s".formatted(program.managementAddress("/q/health")));
    }

    /** A signal, or the end of the play, stops the program first and then the world around it. */
    private static CountDownLatch stopOnSignal(Shop shop, Program program) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            Story.note("\nClosing.");
                            program.close();
                            shop.close();
                            stopped.countDown();
                        }));
        return stopped;
    }

    private static void awaitSignal(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
