package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.EndpointChoice;
import dev.meshfuse.scrape.NoTarget;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.SourceFilter;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.VertxInternal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one target: keeps its connection, which endpoint answers, whether it filters, and the
 * series it is known to have. Used on one event loop only, one scrape at a time.
 */
final class TargetReader {
    private static final Logger LOG = Logger.getLogger(TargetReader.class);

    private final ProxyReader shared;
    private final byte[] scratch;
    private final String key;
    private final List<URI> addresses;
    private final List<Endpoint> endpoints;
    private final ReadingBuilder builder;
    private final SourceFilter filter = new SourceFilter();
    private final EndpointChoice choice;
    private @Nullable ProxyConnection connection;
    private int connectedTo;
    private @Nullable Scrape scrape;
    private boolean filterRefused;

    /**
     * @param scratch see {@link ProxyConnection}
     */
    TargetReader(ProxyReader shared, Target target, byte[] scratch) {
        this.shared = shared;
        this.scratch = scratch;
        this.key = target.key();
        this.addresses = target.endpoints();
        this.endpoints = addresses.stream().map(Endpoint::of).toList();
        this.builder = new ReadingBuilder(target.pod());
        this.choice = new EndpointChoice(endpoints.size());
    }

    /** Whether it reads where the target is found now. */
    boolean reads(Target target) {
        return addresses.equals(target.endpoints());
    }

    /** The target is read in full because it refused to filter. */
    boolean isUnfiltered() {
        return filterRefused;
    }

    /**
     * Reads the target; the future never fails.
     *
     * @param pod its pod as discovery tells of it now, or null
     * @param turn left when the future completes
     */
    Future<ProxyReader.Result> read(@Nullable Pod pod, Turns.Turn turn) {
        builder.begin(pod);
        Scrape next = new Scrape(shared, this, endpoints, steps(), builder, turn);
        scrape = next;
        return next.begin();
    }

    /** Gives up what is under way and closes the connection. */
    void close() {
        if (scrape != null) {
            scrape.abandon();
        }
        disconnect();
    }

    private List<Scrape.Step> steps() {
        long now = nowMillis();
        boolean filtered = shared.filtersAtSource() && filter.isOn(now);
        return choice.order(now).stream()
                .map(i -> new Scrape.Step(i, filtered && endpoints.get(i).takesFilter(), false))
                .toList();
    }

    /** The connection to an endpoint, where one is open. */
    @Nullable ProxyConnection connectionTo(int endpoint) {
        boolean usable = connection != null && connection.isOpen() && connectedTo == endpoint;
        return usable ? connection : null;
    }

    Future<ProxyConnection> connect(int endpoint) {
        disconnect();
        Endpoint to = endpoints.get(endpoint);
        return addressOf(to)
                .compose(address -> shared.client().connect(to.port(), address.getHostAddress()))
                .map(socket -> new ProxyConnection(socket, scratch));
    }

    /**
     * A name may lead anywhere, and elsewhere the next time: what was looked at is connected to.
     */
    private Future<InetAddress> addressOf(Endpoint to) {
        Promise<InetAddress> found = Promise.promise();
        ((VertxInternal) shared.vertx()).resolveAddress(to.host(), found);
        return found.future()
                .compose(address ->
                        NoTarget.is(address)
                                ? Future.failedFuture(
                                        "%s is %s, which is link-local or a cloud's address for metadata"
                                                .formatted(to.host(), address.getHostAddress()))
                                : Future.succeededFuture(address));
    }

    void connected(int endpoint, ProxyConnection to) {
        connection = to;
        connectedTo = endpoint;
    }

    void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** A step gave a reading. */
    void answered(Scrape.Step step) {
        long now = nowMillis();
        choice.answered(step.endpoint(), now);
        if (step.filtered()) {
            filter.understood();
            filterRefused = false;
        } else if (step.afterRefusal()) {
            Duration rest = filter.refused(now);
            if (!filterRefused) {
                LOG.infof(
                        "target does not filter and is read in full: target=%s for=%s", key, rest);
            }
            filterRefused = true;
        }
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
