package dev.meshfuse.testing.mesh;

/** The four counters that one set of labels has in one proxy. Guarded by the proxy's lock. */
final class TcpSeries {
    private final byte[] labels;
    private long opened;
    private long closed;
    private long sentBytes;
    private long receivedBytes;

    TcpSeries(byte[] labels) {
        this.labels = labels;
    }

    void open() {
        opened++;
    }

    void close(long sent, long received) {
        closed++;
        sentBytes += sent;
        receivedBytes += received;
    }

    byte[] labels() {
        return labels;
    }

    long opened() {
        return opened;
    }

    long closed() {
        return closed;
    }

    long sentBytes() {
        return sentBytes;
    }

    long receivedBytes() {
        return receivedBytes;
    }
}
