package dev.meshfuse.scrape.http;

import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.ScrapeFailure;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;

/** Reads proxies over HTTP; what is the same for all of them. */
final class ProxyReader {
    /** What became of a scrape. */
    sealed interface Result {
        /**
         * A body was read to its end.
         *
         * @param bytes of the body, inflated
         * @param endpoint path and query that were read
         * @param took from the request to the end of its answer
         */
        record Read(ReadingBuilder.Body.Understood body, long bytes, String endpoint, Duration took)
                implements Result {}

        /** None was. */
        record Failed(ScrapeFailure failure) implements Result {}
    }

    private final Vertx vertx;
    private final NetClient client;
    private final Duration timeout;
    private final long maxBytes;
    private final boolean filtersAtSource;

    /**
     * @param timeout for a whole scrape; a connection has half of it, so that another endpoint has
     *     its chance
     * @param maxBytes of a body, inflated
     * @param filtersAtSource whether proxies are asked for the wanted series only
     */
    ProxyReader(Vertx vertx, Duration timeout, long maxBytes, boolean filtersAtSource) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.filtersAtSource = filtersAtSource;
        this.client =
                vertx.createNetClient(
                        new NetClientOptions()
                                .setConnectTimeout(
                                        Math.max(1, Math.toIntExact(timeout.toMillis() / 2))));
    }

    Vertx vertx() {
        return vertx;
    }

    NetClient client() {
        return client;
    }

    Duration timeout() {
        return timeout;
    }

    long maxBytes() {
        return maxBytes;
    }

    boolean filtersAtSource() {
        return filtersAtSource;
    }

    void close() {
        client.close();
    }
}
