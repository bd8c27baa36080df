package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.FederatedBody;
import dev.meshfuse.scrape.FederatedReadings;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.Readings;
import dev.meshfuse.scrape.ScrapeFailure;
import dev.meshfuse.scrape.ScrapeFailure.Kind;
import dev.meshfuse.scrape.ScrapeObserver;
import dev.meshfuse.scrape.Shards;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole mesh from a Prometheus that scrapes it. Nothing is seen sooner than Prometheus
 * scrapes. Every replica of ours reads all, and publishes what is of its shards.
 */
final class Federation implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Federation.class);

    private final URI uri;
    private final Target target;
    private final FederatedBody.Labels labels;
    private final FederatedReadings federated;
    private final HttpClient client;
    private final Readings readings;
    private final Shards shards;
    private final ScrapeObserver observer;
    private final Clock clock;
    private final Duration timeout;
    private final long maxBytes;
    private final Vertx vertx;
    private final long timer;

    private volatile boolean busy;

    private volatile int processes;
    private volatile @Nullable String problem = "has not been read yet";
    private volatile @Nullable Kind failing;

    /** Begins to read. */
    Federation(
            Vertx vertx,
            TelemetryConfig config,
            Readings readings,
            Shards shards,
            ScrapeObserver observer,
            Clock clock) {
        TelemetryConfig.Federate settings = config.federate();
        this.vertx = vertx;
        this.labels = new FederatedBody.Labels(settings.namespaceLabel(), settings.podLabel());
        this.uri =
                address(
                        settings.url().orElseThrow(),
                        settings.namespaceLabel(),
                        config.kubernetes().namespaces().orElse(Set.of()));
        // Names it for those who watch; it is never read as one.
        this.target = Target.parse(uri.getAuthority() + "/federate");
        this.federated = new FederatedReadings(UUID.randomUUID().getMostSignificantBits());
        this.readings = readings;
        this.shards = shards;
        this.observer = observer;
        this.clock = clock;
        // One body for all proxies takes longer than one of a proxy.
        this.timeout =
                config.interval().compareTo(config.timeout()) > 0
                        ? config.interval()
                        : config.timeout();
        this.maxBytes = config.maxBody().asLongValue();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(Math.toIntExact(timeout.toMillis())));
        this.timer = vertx.setPeriodic(1, config.interval().toMillis(), id -> read());
    }

    /** Where the wanted series are, of these namespaces or of all. */
    static URI address(URI prometheus, String namespaceLabel, Set<String> namespaces) {
        String path = prometheus.getRawPath() == null ? "" : prometheus.getRawPath();
        String base = path.replaceAll("/+$", "").replaceAll("/federate$", "");
        String selector =
                namespaces.isEmpty()
                        ? ""
                        : "{"
                                + namespaceLabel
                                + "=~\""
                                + namespaces.stream().sorted().collect(Collectors.joining("|"))
                                + "\"}";
        String query =
                FederatedBody.METRICS.stream()
                        .sorted()
                        .map(metric ->
                                "match[]="
                                        + URLEncoder.encode(
                                                metric + selector, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return URI.create(
                prometheus.getScheme()
                        + "://"
                        + prometheus.getRawAuthority()
                        + base
                        + "/federate?"
                        + query.replace("[]", "%5B%5D"));
    }

    /** Processes in the last body. */
    int processes() {
        return processes;
    }

    /** Why nothing is known of the mesh, or only what is old. */
    Optional<String> problem() {
        return Optional.ofNullable(problem).map(reason -> uri.getAuthority() + ": " + reason);
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        client.close();
    }

    private void read() {
        if (busy) {
            return;
        }
        busy = true;
        Attempt attempt = new Attempt(new FederatedBody(labels), clock.instant());
        String late = "no complete answer within " + timeout.toMillis() + " ms";
        long deadline = vertx.setTimer(timeout.toMillis(), id -> attempt.end(Kind.TIMEOUT, late));
        client.request(
                        new RequestOptions()
                                .setMethod(HttpMethod.GET)
                                .setAbsoluteURI(uri.toString())
                                .setFollowRedirects(false)
                                .putHeader("Accept", "text/plain;version=0.0.4"))
                .onSuccess(request -> {
                    attempt.ended.future().onFailure(e -> request.reset());
                    request.send()
                            .onSuccess(response -> receive(response, attempt))
                            .onFailure(attempt::end);
                })
                .onFailure(attempt::end);
        attempt.ended
                .future()
                .onComplete(done -> {
                    vertx.cancelTimer(deadline);
                    busy = false;
                    ScrapeFailure failure = done.succeeded() ? finish(attempt) : attempt.failure;
                    if (failure == null) {
                        recovered();
                    } else {
                        failed(failure);
                    }
                });
    }

    private void receive(HttpClientResponse response, Attempt attempt) {
        response.exceptionHandler(attempt::end);
        if (response.statusCode() != 200) {
            attempt.end(Kind.STATUS, "HTTP status " + response.statusCode());
            return;
        }
        response.handler(piece -> {
            if (attempt.body.bytes() + piece.length() > maxBytes) {
                attempt.end(Kind.TOO_LARGE, "more than " + maxBytes + " bytes");
            } else if (!attempt.ended.future().isComplete()) {
                byte[] bytes = piece.getBytes();
                attempt.body.feed(bytes, 0, bytes.length);
            }
        });
        response.endHandler(end -> attempt.ended.tryComplete());
    }

    /** Publishes what a whole body showed; says what is wrong with it, or null. */
    private @Nullable ScrapeFailure finish(Attempt attempt) {
        FederatedBody body = attempt.body;
        body.finish();
        if (body.samples() == 0 && body.refusedLines() > 0) {
            return new ScrapeFailure(
                    Kind.NOT_AN_EXPOSITION,
                    "not one sample in %d bytes, %d lines refused"
                            .formatted(body.bytes(), body.refusedLines()));
        }
        FederatedReadings.Read read = federated.take(body, attempt.asked);
        processes = federated.processes();
        observer.read(
                target,
                Duration.ofNanos(System.nanoTime() - attempt.started),
                body.bytes(),
                body.samples(),
                body.refusedLines());
        read.readings().stream()
                .filter(reading -> shards.isMine(reading.target()))
                .forEach(this::publish);
        return read.objections().isEmpty()
                ? null
                : new ScrapeFailure(Kind.FOREIGN, String.join("; ", read.objections()));
    }

    private void publish(Reading reading) {
        readings.publish(reading)
                .whenComplete((stored, e) -> {
                    if (e != null) {
                        failed(new ScrapeFailure(Kind.UNPUBLISHED, String.valueOf(e.getMessage())));
                    }
                });
    }

    private void failed(ScrapeFailure failure) {
        if (failing != failure.kind()) { // once until it changes
            LOG.warnf(
                    "federation not read: url=%s kind=%s reason=%s",
                    uri, failure.kind(), failure.detail());
        }
        failing = failure.kind();
        problem = failure.detail();
        observer.failed(target, failure);
    }

    private void recovered() {
        if (failing != null) {
            LOG.infof("federation is read again: url=%s", uri);
        }
        failing = null;
        problem = processes == 0 ? "it has no series of proxies" : null;
    }

    /** One read. */
    private static final class Attempt {
        private final FederatedBody body;
        private final Instant asked;
        private final long started = System.nanoTime();
        private final Promise<Void> ended = Promise.promise();
        private volatile @Nullable ScrapeFailure failure;

        Attempt(FederatedBody body, Instant asked) {
            this.body = body;
            this.asked = asked;
        }

        void end(Kind kind, String detail) {
            if (!ended.future().isComplete()) {
                failure = new ScrapeFailure(kind, detail);
                ended.fail(detail);
            }
        }

        void end(Throwable cause) {
            end(Kind.UNREACHABLE, String.valueOf(cause.getMessage()));
        }
    }
}
