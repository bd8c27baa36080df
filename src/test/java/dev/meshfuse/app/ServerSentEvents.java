package dev.meshfuse.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Reads server-sent events, as a browser would (HTML standard, section 9.2). */
final class ServerSentEvents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One event; a comment has the name {@code comment}. */
    record Event(String name, String id, String data) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> response;

    ServerSentEvents(URI address) throws IOException, InterruptedException {
        this(address, "");
    }

    /**
     * @param token of who listens, empty for nobody's
     */
    ServerSentEvents(URI address, String token) throws IOException, InterruptedException {
        response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(address)
                                        .header("Accept", "text/event-stream")
                                        .header("Authorization", "Bearer " + token)
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream());
        Thread unused = Thread.ofVirtual().name("events").start(this::read);
    }

    int status() {
        return response.statusCode();
    }

    /** All that came so far. */
    List<Event> events() {
        return List.copyOf(events);
    }

    Event await(String what, Predicate<Event> wanted) {
        return Awaitility.await(what)
                .atMost(PATIENCE)
                .until(() -> events.stream().filter(wanted).findFirst(), one -> one.isPresent())
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "";
            String id = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).strip();
                switch (colon < 0 ? line : line.substring(0, colon)) {
                    case "event" -> name = value;
                    case "id" -> id = value;
                    case "data" -> data.append(value);
                    case "" -> {
                        if (colon == 0) {
                            name = "comment";
                            data.append(value);
                        } else {
                            events.add(new Event(name, id, data.toString()));
                            name = "";
                            id = "";
                            data.setLength(0);
                        }
                    }
                    default -> throw new IOException("not understood: " + line);
                }
            }
        } catch (IOException e) {
            events.add(new Event("closed", "", String.valueOf(e.getMessage())));
        }
    }
}
