package dev.meshfuse.testing.mesh;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Answers scrapes as a proxy's metrics port does, or as its pod misbehaves. */
final class ScrapeHandler {
    static final String PATH = "/stats/prometheus";
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Bodies bodies;
    private final boolean honoursQuery;
    private final boolean compressing;

    ScrapeHandler(Bodies bodies, boolean honoursQuery, boolean compressing) {
        this.bodies = bodies;
        this.honoursQuery = honoursQuery;
        this.compressing = compressing;
    }

    void handle(SimulatedPod pod, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!PATH.equals(request.path())) {
            send(response.setStatusCode(404), "text/plain", Buffer.buffer("invalid path\n"));
        } else if (!HttpMethod.GET.equals(request.method())) {
            send(response.setStatusCode(405), "text/plain", Buffer.buffer("use GET\n"));
        } else {
            pod.misbehaviour()
                    .ifPresentOrElse(
                            wrong -> new WrongAnswer(request).send(wrong, body(pod)),
                            () -> answer(pod, request));
        }
    }

    private Buffer body(SimulatedPod pod) {
        return Buffer.buffer(bodies.of(pod.proxy(), StatsQuery.ALL));
    }

    private void answer(SimulatedPod pod, HttpServerRequest request) {
        StatsQuery query;
        try {
            query = honoursQuery ? query(request) : StatsQuery.ALL;
        } catch (PatternSyntaxException e) {
            Buffer refusal = Buffer.buffer("Invalid re2 regex: " + e.getDescription() + "\n");
            send(request.response().setStatusCode(400), "text/plain", refusal);
            return;
        }
        byte[] body = bodies.of(pod.proxy(), query);
        String accepted = compressing ? request.headers().get("accept-encoding") : null;
        if (accepted != null && accepted.contains("zstd")) {
            request.response().putHeader("content-encoding", "zstd");
            body = Encodings.zstd(body);
        } else if (accepted != null && accepted.contains("gzip")) {
            request.response().putHeader("content-encoding", "gzip");
            body = Encodings.gzip(body);
        }
        send(request.response(), CONTENT_TYPE, Buffer.buffer(body));
    }

    private static StatsQuery query(HttpServerRequest request) {
        @Nullable String filter = request.getParam("filter");
        return new StatsQuery(
                request.params().contains("usedonly"),
                filter == null ? null : Pattern.compile(filter));
    }

    static void send(HttpServerResponse response, String contentType, Buffer body) {
        response.putHeader("content-type", contentType).end(body);
    }
}
