package dev.meshfuse.scrape.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One event loop and the scrapes on it. A target stays on its lane, so nothing of it is shared
 * between threads.
 */
final class Lane {
    /**
     * Scrapes at once, on all lanes together. Each holds a socket and little memory; a thousand
     * that hang take their deadline and no more, and with a deadline of 2 s half as many again
     * could hang each second before one that is well has to wait.
     */
    private static final int SCRAPES_AT_ONCE = 1000;

    /** Lanes, one for each core, since reading is work for the processor. */
    static Future<Lanes> open(Vertx vertx) {
        int count = Runtime.getRuntime().availableProcessors();
        Queue<Lane> lanes = new ConcurrentLinkedQueue<>();
        return vertx.deployVerticle(
                        () ->
                                new AbstractVerticle() {
                                    @Override
                                    public void start() {
                                        lanes.add(new Lane(context, SCRAPES_AT_ONCE / count));
                                    }
                                },
                        new DeploymentOptions().setInstances(count))
                .map(id -> new Lanes(id, List.copyOf(lanes)));
    }

    private final Context context;
    private final Turns turns;
    private final byte[] scratch = new byte[ProxyConnection.MOST_BYTES_OF_A_READ];

    private Lane(Context context, int atOnce) {
        this.context = context;
        this.turns = new Turns(Math.max(1, atOnce));
    }

    Context context() {
        return context;
    }

    /** Who may scrape now. */
    Turns turns() {
        return turns;
    }

    /** See {@link ProxyConnection}. */
    byte[] scratch() {
        return scratch;
    }

    /**
     * All of them.
     *
     * @param deployment what Vert.x calls them
     */
    record Lanes(String deployment, List<Lane> all) {
        Lane get(int turn) {
            return all.get(Math.floorMod(turn, all.size()));
        }
    }
}
