package dev.meshfuse.alert.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.OutgoingAlert.Due;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.SSLOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All Alertmanagers. Each gets everything, and none waits for another. Thread-safe. */
public final class Alertmanagers implements AutoCloseable {
    /** As Prometheus' {@code timeout} of an Alertmanager. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Where one is.
     *
     * @param url its address
     * @param name host and port, which metrics and logs call it by; with the path, if it has one
     */
    public record Place(URI url, String name) {
        /** A place at an address. */
        public static Place of(URI url) {
            String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
            return new Place(url, url.getRawAuthority() + path);
        }
    }

    /** Hears what becomes of alerts. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Some have been dealt with.
         *
         * @param alerts how many
         */
        void sent(Place place, Outcome outcome, int alerts);
    }

    private final HttpClient client;
    private final List<Alertmanager> all;

    /**
     * @param options how to connect, with what is trusted
     * @param patience for one batch, from the connection to the end of the answer
     */
    public Alertmanagers(
            List<Place> places,
            HttpClientOptions options,
            Duration patience,
            Optional<TokenFile> token,
            Vertx vertx,
            ObjectMapper mapper,
            Observer observer) {
        // A connection that was idle for a minute may be dead, which would cost a sending.
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions(options)
                                .setKeepAlive(false)
                                .setConnectTimeout(Math.toIntExact(patience.toMillis())));
        Post post = new Post(vertx, client, patience);
        this.all =
                places.stream()
                        .map(place -> new Alertmanager(place, observer, vertx, post, mapper, token))
                        .toList();
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Sends alerts to all of them. Returns at once. */
    public void send(List<Due> alerts) {
        if (!alerts.isEmpty()) {
            all.forEach(one -> one.offer(alerts));
        }
    }

    /** Trusts other certificates from now on. */
    public void trust(SSLOptions options) {
        client.updateSSLOptions(options);
    }

    @Override
    public void close() {
        all.forEach(Alertmanager::close);
        client.close();
    }
}
