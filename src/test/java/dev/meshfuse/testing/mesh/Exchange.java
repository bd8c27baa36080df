package dev.meshfuse.testing.mesh;

import org.jspecify.annotations.Nullable;

/**
 * A request under way. It belongs to the processes that it began in: one that ends before the
 * request does reports nothing of it.
 */
final class Exchange {
    private final Split target;
    private final Fleet fleet;
    private final SimulatedPod caller;
    private final Proxy callerProxy;
    private final @Nullable SimulatedPod server;
    private final @Nullable Proxy serverProxy;
    private final Outcome outcome;
    private final Sizes sizes;

    Exchange(
            Split target,
            Fleet fleet,
            SimulatedPod caller,
            @Nullable SimulatedPod server,
            Outcome outcome,
            Sizes sizes) {
        this.target = target;
        this.fleet = fleet;
        this.caller = caller;
        this.callerProxy = caller.proxy();
        this.server = server;
        this.serverProxy = server == null ? null : server.proxy();
        this.outcome = outcome;
        this.sizes = sizes;
    }

    Split target() {
        return target;
    }

    Fleet fleet() {
        return fleet;
    }

    SimulatedPod caller() {
        return caller;
    }

    Outcome outcome() {
        return outcome;
    }

    Sizes sizes() {
        return sizes;
    }

    /** The caller's proxy, if it has one whose process still runs. */
    @Nullable Proxy reportingCaller() {
        return caller.isProxied() && caller.runs(callerProxy) ? callerProxy : null;
    }

    /** The server's proxy, if its process still runs. */
    @Nullable Proxy reportingServer() {
        return server != null && serverProxy != null && server.runs(serverProxy)
                ? serverProxy
                : null;
    }

    /** Bytes in each direction. */
    record Sizes(long request, long response) {}
}
