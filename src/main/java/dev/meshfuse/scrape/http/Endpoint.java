package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.SourceFilter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.time.Duration;

/**
 * One address of a target's exposition, and how it is asked.
 *
 * @param host to connect to
 * @param port to connect to
 * @param name host and port as a request names them
 * @param path with the query that the address itself has, if any
 * @param takesFilter the address has no query of its own
 */
record Endpoint(String host, int port, String name, String path, boolean takesFilter) {
    private static final int HTTP_PORT = 80;

    /** The port of Istio's agent. */
    private static final int AGENT_PORT = 15020;

    /**
     * The text format only: on port 15020 an application's OpenMetrics answer would rename the type
     * of the whole.
     */
    private static final String ACCEPT = "text/plain;version=0.0.4";

    static Endpoint of(URI given) {
        URI uri = URI.create(given.toASCIIString());
        String host = uri.getHost();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery();
        return new Endpoint(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() < 0 ? HTTP_PORT : uri.getPort(),
                uri.getPort() < 0 ? host : host + ":" + uri.getPort(),
                query == null ? path : path + "?" + query,
                query == null);
    }

    /** Path and query that are read. */
    String path(boolean filtered) {
        return filtered ? path + "?" + SourceFilter.QUERY : path;
    }

    /**
     * A request. The agent on port 15020 takes the time limit as that of the requests it makes
     * itself, and answers without a part that is late.
     */
    HttpRequest request(boolean filtered, Duration timeout) {
        HttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path(filtered));
        request.headers()
                .set(HttpHeaderNames.HOST, name)
                .set(HttpHeaderNames.USER_AGENT, "meshfuse")
                .set(HttpHeaderNames.ACCEPT, ACCEPT)
                .set(HttpHeaderNames.ACCEPT_ENCODING, ContentDecoder.ACCEPTED)
                .set("X-Prometheus-Scrape-Timeout-Seconds", timeout.toMillis() / 1000.0);
        return request;
    }

    /** What a status means here, beside what it says; empty if nothing. */
    String meaningOf(int status) {
        return status == 403 && port == AGENT_PORT
                ? ": its own pod alone may read it, as METRICS_LOCALHOST_ACCESS_ONLY is set"
                : "";
    }
}
