package dev.meshfuse.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The fleet's process, as its user sees it. */
final class Fleet implements AutoCloseable {
    /** Services that the pods call, each with an objective. */
    static final int SERVICES = 50;

    private final Child child;
    private final String address;

    private Fleet(Child child) {
        this.child = child;
        this.address = "http://127.0.0.1:" + child.firstLine();
    }

    static Fleet start(int pods, Path logs) {
        return new Fleet(
                Child.java(
                        FleetProcess.class,
                        logs.resolve("fleet.log"),
                        List.of("-Xmx256m", "-XX:+UseSerialGC"),
                        List.of(Integer.toString(pods), Integer.toString(SERVICES))));
    }

    Child child() {
        return child;
    }

    /**
     * Where the pods are listed.
     *
     * @param path path and query of each
     */
    String list(String path) {
        return address + "/targets?path=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
    }

    /** Begins to measure anew, with pods that look at the query of a request or not. */
    void measure(Duration interval, boolean honoursQuery) {
        Web.json(
                "%s/measure?interval=%d&honours=%s"
                        .formatted(address, interval.toMillis(), honoursQuery));
    }

    /** Lets the counters grow or stand; says how long they have grown, in milliseconds. */
    long grow(boolean on) {
        return Web.json(address + "/grow?on=" + on).asLong();
    }

    /** See {@link FleetState.Sent}. */
    JsonNode sent() {
        return Web.json(address + "/sent");
    }

    /** Requests to each service between two moments of growth. */
    long[] requests(long fromMillis, long toMillis) {
        JsonNode list =
                Web.json("%s/requests?from=%d&to=%d".formatted(address, fromMillis, toMillis));
        long[] requests = new long[list.size()];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = list.get(i).asLong();
        }
        return requests;
    }

    @Override
    public void close() {
        child.close();
    }
}
