package dev.meshfuse.scrape.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.scrape.TargetSource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Proxies by Prometheus HTTP service discovery: a JSON list of {@code {"targets": [...], "labels":
 * {...}}}. While the list cannot be had, or is none, the last good one is used.
 */
public final class HttpSdTargets implements TargetSource {
    private static final Logger LOG = Logger.getLogger(HttpSdTargets.class);

    /** Some fifty thousand targets; a list that is larger is refused. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI url;
    private final Set<String> namespaces;
    private final ObjectMapper mapper;
    private final HttpClient client;
    private final Vertx vertx;
    private final long timer;
    private volatile List<Target> targets = List.of();
    private volatile @Nullable String problem = "the list has not been read yet";
    private volatile boolean failing;

    /**
     * Begins to ask for the list.
     *
     * @param refresh how often it is asked for
     * @param namespaces those whose pods are read; if there are none, all are. A target whose
     *     namespace the list does not tell is read either way
     */
    public HttpSdTargets(
            Vertx vertx, URI url, Duration refresh, Set<String> namespaces, ObjectMapper mapper) {
        this.vertx = vertx;
        this.url = url;
        this.namespaces = Set.copyOf(namespaces);
        this.mapper = mapper;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(Math.toIntExact(TIMEOUT.toMillis())));
        this.timer = vertx.setPeriodic(0, refresh.toMillis(), id -> refresh());
    }

    @Override
    public List<Target> targets() {
        return targets;
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(problem).map(reason -> url + ": " + reason);
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        client.close();
    }

    private void refresh() {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setAbsoluteURI(url.toString())
                        .setTimeout(TIMEOUT.toMillis())
                        .setFollowRedirects(false)
                        .putHeader("Accept", "application/json");
        client.request(options)
                .compose(request ->
                        request.send()
                                .compose(response -> {
                                    if (response.statusCode() != 200) {
                                        return io.vertx.core.Future.failedFuture(
                                                "HTTP status " + response.statusCode());
                                    }
                                    Buffer body = Buffer.buffer();
                                    response.handler(piece -> {
                                        body.appendBuffer(piece);
                                        if (body.length() > MAX_BYTES) {
                                            request.reset();
                                        }
                                    });
                                    return response.end().map(end -> body);
                                }))
                .onSuccess(this::take)
                .onFailure(e -> failed(String.valueOf(e.getMessage())));
    }

    private void take(Buffer body) {
        try {
            targets = parse(mapper.readTree(body.getBytes()), namespaces);
            problem = null;
            failing = false;
        } catch (JsonProcessingException e) {
            failed("not JSON: " + e.getOriginalMessage());
        } catch (IOException | IllegalArgumentException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String reason) {
        if (!failing) { // once until it works again
            LOG.warnf(
                    "http-sd list not usable, keeping the last one: url=%s targets=%d reason=%s",
                    url, targets.size(), reason);
        }
        problem = reason;
        failing = true;
    }

    /**
     * The targets of a list.
     *
     * @param namespaces those that are read; if there are none, all are
     * @throws IllegalArgumentException when it is not one
     */
    static List<Target> parse(JsonNode list, Set<String> namespaces) {
        if (list == null || !list.isArray()) {
            throw new IllegalArgumentException("not a list of target groups");
        }
        List<Target> found = new ArrayList<>();
        for (JsonNode group : list) {
            if (!group.path("targets").isArray()) {
                throw new IllegalArgumentException("a group without targets");
            }
            JsonNode labels = group.path("labels");
            for (JsonNode address : group.path("targets")) {
                Target target = target(address.asText(), labels);
                if (isWanted(SdLabels.namespace(labels), namespaces)) {
                    found.add(target);
                }
            }
        }
        return found;
    }

    private static boolean isWanted(@Nullable String namespace, Set<String> namespaces) {
        return namespace == null || namespaces.isEmpty() || namespaces.contains(namespace);
    }

    /**
     * @throws IllegalArgumentException when it is none, or leads where nobody's list may send us
     */
    private static Target target(String address, JsonNode labels) {
        String path = labels.path("__metrics_path__").asText(Target.DEFAULT_PATH);
        Target target =
                Target.at(
                        Target.parse(address + path).endpoints().getFirst(), SdLabels.pod(labels));
        if (target.leadsToNoTarget()) {
            throw new IllegalArgumentException(
                    "target " + address + " is link-local, or a cloud's address for metadata");
        }
        return target;
    }
}
