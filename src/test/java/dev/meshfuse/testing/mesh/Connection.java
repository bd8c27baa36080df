package dev.meshfuse.testing.mesh;

/** A TCP connection between two pods, reported by the processes it began in. */
final class Connection {
    private final SimulatedPod caller;
    private final Proxy callerProxy;
    private final SimulatedPod server;
    private final Proxy serverProxy;
    private final Split target;
    private final Fleet fleet;
    private final Exchange.Sizes sizes;

    Connection(
            Split target,
            Fleet fleet,
            SimulatedPod caller,
            SimulatedPod server,
            Exchange.Sizes sizes) {
        this.target = target;
        this.fleet = fleet;
        this.caller = caller;
        this.callerProxy = caller.proxy();
        this.server = server;
        this.serverProxy = server.proxy();
        this.sizes = sizes;
    }

    Split target() {
        return target;
    }

    void opened(long now, String namespace) {
        if (caller.runs(callerProxy)) {
            callerProxy.opened(now, labels(Reporter.SOURCE, namespace));
        }
        if (server.runs(serverProxy)) {
            serverProxy.opened(now, labels(Reporter.DESTINATION, namespace));
        }
    }

    void closed(long now, String namespace) {
        if (caller.runs(callerProxy)) {
            callerProxy.closed(
                    now, labels(Reporter.SOURCE, namespace), sizes.response(), sizes.request());
        }
        if (server.runs(serverProxy)) {
            serverProxy.closed(
                    now,
                    labels(Reporter.DESTINATION, namespace),
                    sizes.response(),
                    sizes.request());
        }
    }

    private SeriesLabels labels(Reporter reporter, String namespace) {
        return new SeriesLabels(
                reporter,
                caller.fleet().peer(),
                fleet.peer(),
                target.service(),
                namespace,
                Protocol.TCP,
                Ending.CONNECTED);
    }
}
