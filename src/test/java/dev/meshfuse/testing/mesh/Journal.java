package dev.meshfuse.testing.mesh;

import org.jspecify.annotations.Nullable;

/** Tells each request to the proxies at its two ends and to the oracle. */
final class Journal {
    /** What the network adds to the caller's view of a request's duration. */
    private static final long NETWORK_NANOS = 600_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Timeline timeline;
    private final Oracle oracle;
    private final String namespace;

    Journal(Timeline timeline, Oracle oracle, String namespace) {
        this.timeline = timeline;
        this.oracle = oracle;
        this.namespace = namespace;
    }

    void sent(Exchange exchange) {
        oracle.sent(exchange.fleet().workload().name(), timeline.elapsed());
    }

    void ended(Exchange exchange) {
        Outcome outcome = settled(exchange);
        oracle.ended(exchange.fleet().workload().name(), outcome.source(), timeline.elapsed());
        Peer source =
                exchange.caller().isProxied() ? exchange.caller().fleet().peer() : Peer.UNKNOWN;
        Peer full = exchange.fleet().peer();
        switch (outcome.knowledge()) {
            case PEER -> atSource(exchange, outcome, source, full);
            case ENDPOINT ->
                    atSource(
                            exchange,
                            outcome,
                            source.withoutPrincipal(),
                            full.fromEndpointMetadata());
            case NOBODY -> atSource(exchange, outcome, source.withoutPrincipal(), Peer.UNKNOWN);
        }
        Ending destination = outcome.destination();
        if (destination != null) {
            report(
                    exchange.reportingServer(),
                    labels(Reporter.DESTINATION, exchange, source, full, destination),
                    measures(exchange, outcome.nanos()));
        }
    }

    /** A server whose process ended in the meantime cuts the request off. */
    private static Outcome settled(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        boolean servedNoMore = outcome.destination() != null && exchange.reportingServer() == null;
        return servedNoMore ? outcome.cutOff(exchange.target().protocol()) : outcome;
    }

    private void atSource(Exchange exchange, Outcome outcome, Peer source, Peer destination) {
        report(
                exchange.reportingCaller(),
                labels(Reporter.SOURCE, exchange, source, destination, outcome.source()),
                measures(exchange, outcome.nanos() + NETWORK_NANOS));
    }

    private void report(@Nullable Proxy proxy, SeriesLabels labels, HttpSeries.Measures measures) {
        if (proxy != null) {
            proxy.record(timeline.elapsed(), labels, measures);
            oracle.reported(labels);
        }
    }

    private SeriesLabels labels(
            Reporter reporter, Exchange exchange, Peer source, Peer destination, Ending ending) {
        return new SeriesLabels(
                reporter,
                source,
                destination,
                exchange.fleet().workload().shown().host(),
                namespace,
                exchange.target().protocol(),
                ending);
    }

    private static HttpSeries.Measures measures(Exchange exchange, long nanos) {
        return new HttpSeries.Measures(
                nanos / NANOS_PER_MILLI, exchange.sizes().request(), exchange.sizes().response());
    }

    void opened(Connection connection) {
        connection.opened(timeline.elapsed(), namespace);
    }

    void closed(Connection connection) {
        connection.closed(timeline.elapsed(), namespace);
    }
}
