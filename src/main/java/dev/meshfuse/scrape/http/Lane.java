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
     * Scrapes of a lane that receive bodies at once; chosen. Each should have so much of the core
     * that it ends far within its time limit, also while the compiler has not yet seen the code.
     * Fewer would leave the core idle while proxies print their statistics.
     */
    static final int BODIES_AT_ONCE = 16;

    /** Lanes, one for each core, since reading is work for the processor. */
    static Future<Lanes> open(Vertx vertx) {
        int count = Runtime.getRuntime().availableProcessors();
        Queue<Lane> lanes = new ConcurrentLinkedQueue<>();
        return vertx.deployVerticle(
                        () ->
                                new AbstractVerticle() {
                                    @Override
                                    public void start() {
                                        lanes.add(new Lane(context));
                                    }
                                },
                        new DeploymentOptions().setInstances(count))
                .map(id -> new Lanes(id, List.copyOf(lanes)));
    }

    private final Context context;
    private final Turns turns = new Turns(BODIES_AT_ONCE);
    private final byte[] scratch = new byte[ProxyConnection.MOST_BYTES_OF_A_READ];

    private Lane(Context context) {
        this.context = context;
    }

    Context context() {
        return context;
    }

    /** Who may ask for a body now. */
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
