package dev.meshfuse.testing.mesh;

/** The counter and the three histograms that one set of labels has in one proxy. */
final class HttpSeries {
    private final byte[] labels;
    private final Histogram duration = new Histogram();
    private final Histogram requestBytes = new Histogram();
    private final Histogram responseBytes = new Histogram();
    private long requests;
    private long lastWritten;

    HttpSeries(byte[] labels) {
        this.labels = labels;
    }

    void add(long at, Measures measures) {
        requests++;
        lastWritten = at;
        duration.observe(measures.durationMillis());
        requestBytes.observe(measures.requestBytes());
        responseBytes.observe(measures.responseBytes());
    }

    void flush() {
        duration.flush();
        requestBytes.flush();
        responseBytes.flush();
    }

    byte[] labels() {
        return labels;
    }

    long requests() {
        return requests;
    }

    long lastWritten() {
        return lastWritten;
    }

    Histogram duration() {
        return duration;
    }

    Histogram requestBytes() {
        return requestBytes;
    }

    Histogram responseBytes() {
        return responseBytes;
    }

    /** What one request measured at one end. */
    record Measures(long durationMillis, long requestBytes, long responseBytes) {}
}
