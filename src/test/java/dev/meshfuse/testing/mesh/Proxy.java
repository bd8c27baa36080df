package dev.meshfuse.testing.mesh;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One proxy process: its series from its start to its end. A restart is a new object. Times are
 * nanoseconds of the mesh's own time line.
 */
final class Proxy {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SeriesLabels, HttpSeries> http = new LinkedHashMap<>();
    private final Map<SeriesLabels, TcpSeries> tcp = new LinkedHashMap<>();
    private final long startedAt;
    private final long flushInterval;
    private final Noise noise;
    private long nextFlush;
    private int lastLength;

    Proxy(long startedAt, long flushInterval, Noise noise) {
        this.startedAt = startedAt;
        this.flushInterval = flushInterval;
        this.noise = noise;
        this.nextFlush = startedAt + flushInterval;
    }

    long startedAt() {
        return startedAt;
    }

    long uptimeSeconds(long now) {
        return (now - startedAt) / NANOS_PER_SECOND;
    }

    /** Counts a request whose stream has ended. */
    void record(long now, SeriesLabels labels, HttpSeries.Measures measures) {
        locked(
                now,
                () ->
                        http.computeIfAbsent(labels, key -> new HttpSeries(rendered(key)))
                                .add(now, measures));
    }

    void opened(long now, SeriesLabels labels) {
        locked(now, () -> connections(labels).open());
    }

    void closed(long now, SeriesLabels labels, long sentBytes, long receivedBytes) {
        locked(now, () -> connections(labels).close(sentBytes, receivedBytes));
    }

    /** Drops the series without a request since an instant, as Envoy's eviction does. */
    void evict(long now, long since) {
        locked(now, () -> http.values().removeIf(series -> series.lastWritten() < since));
    }

    byte[] body(long now, StatsQuery query, String prefix) {
        lock.lock();
        try {
            flushIfDue(now);
            ExpositionWriter out = new ExpositionWriter(lastLength + 1024);
            out.raw(prefix);
            write(out, query, uptimeSeconds(now));
            byte[] body = out.toBytes();
            lastLength = Math.max(lastLength, body.length);
            return body;
        } finally {
            lock.unlock();
        }
    }

    private void locked(long now, Runnable change) {
        lock.lock();
        try {
            flushIfDue(now);
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Flushes lazily: every change asks first, so the copy made here is the state at the moment the
     * flush was due. Of several missed flushes only the last would still show.
     */
    private void flushIfDue(long now) {
        if (now >= nextFlush) {
            http.values().forEach(HttpSeries::flush);
            nextFlush += ((now - nextFlush) / flushInterval + 1) * flushInterval;
        }
    }

    private TcpSeries connections(SeriesLabels labels) {
        return tcp.computeIfAbsent(labels, key -> new TcpSeries(rendered(key)));
    }

    private static byte[] rendered(SeriesLabels labels) {
        return ExpositionWriter.ascii(labels.text());
    }

    private void write(ExpositionWriter out, StatsQuery query, long uptime) {
        if (query.wants("istio_requests_total")) {
            out.begin("istio_requests_total", "counter");
            http.values().forEach(series -> out.sample(series.labels(), series.requests()));
            out.end();
        }
        tcp(out, query, "istio_tcp_connections_opened_total", TcpSeries::opened);
        tcp(out, query, "istio_tcp_connections_closed_total", TcpSeries::closed);
        tcp(out, query, "istio_tcp_sent_bytes_total", TcpSeries::sentBytes);
        tcp(out, query, "istio_tcp_received_bytes_total", TcpSeries::receivedBytes);
        noise.writeCounters(out, query, uptime);
        noise.writeGauges(out, query, uptime);
        histograms(out, query, "istio_request_duration_milliseconds", HttpSeries::duration);
        histograms(out, query, "istio_request_bytes", HttpSeries::requestBytes);
        histograms(out, query, "istio_response_bytes", HttpSeries::responseBytes);
    }

    private void tcp(
            ExpositionWriter out, StatsQuery query, String name, ToLongFunction<TcpSeries> value) {
        if (query.wants(name)) {
            out.begin(name, "counter");
            for (TcpSeries series : tcp.values()) {
                long counted = value.applyAsLong(series);
                if (counted > 0 || !query.usedOnly()) {
                    out.sample(series.labels(), counted);
                }
            }
            out.end();
        }
    }

    private void histograms(
            ExpositionWriter out,
            StatsQuery query,
            String name,
            Function<HttpSeries, Histogram> which) {
        if (query.wants(name)) {
            out.begin(name, "histogram");
            for (HttpSeries series : http.values()) {
                Histogram histogram = which.apply(series);
                if (histogram.used() || !query.usedOnly()) {
                    histogram.write(out, series.labels());
                }
            }
            out.end();
        }
    }
}
