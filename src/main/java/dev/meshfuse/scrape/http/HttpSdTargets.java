package dev.meshfuse.scrape.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Target;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Proxies by Prometheus HTTP service discovery: a JSON list of {@code {"targets": [...], "labels":
 * {...}}}. While the list cannot be had, or is none, the last good one is used.
 */
final class HttpSdTargets implements TargetSource {
    private static final Logger LOG = Logger.getLogger(HttpSdTargets.class);

    /** Some fifty thousand targets; a list that is larger is refused. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI url;
    private final ObjectMapper mapper;
    private final HttpClient client;
    private final Vertx vertx;
    private final long timer;
    private volatile List<Target> targets = List.of();
    private volatile boolean failing;

    HttpSdTargets(Vertx vertx, URI url, Duration refresh, ObjectMapper mapper) {
        this.vertx = vertx;
        this.url = url;
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
            targets = parse(mapper.readTree(body.getBytes()));
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
        failing = true;
    }

    /**
     * The targets of a list.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static List<Target> parse(JsonNode list) {
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
                found.add(target(address.asText(), labels));
            }
        }
        return found;
    }

    private static Target target(String address, JsonNode labels) {
        String path = labels.path("__metrics_path__").asText(Target.DEFAULT_PATH);
        Target parsed = Target.parse(address + path);
        refuseLinkLocal(parsed.endpoints().getFirst().getHost());
        String uid = labels.path("__meta_kubernetes_pod_uid").asText("");
        return Target.at(parsed.endpoints().getFirst(), uid.isEmpty() ? null : Pod.of(uid));
    }

    /**
     * Cloud providers serve credentials on link-local addresses; nobody's list may send us there.
     */
    private static void refuseLinkLocal(String host) {
        boolean isAddress = host.matches("[0-9.]+") || host.contains(":");
        try {
            if (isAddress
                    && InetAddress.getByName(host.replaceAll("[\\[\\]]", ""))
                            .isLinkLocalAddress()) {
                throw new IllegalArgumentException("link-local target " + host);
            }
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("'" + host + "' is no address", e);
        }
    }
}
