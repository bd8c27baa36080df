package dev.meshfuse.testing.mesh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A plain HTTP client for these tests. */
final class Scraper {
    HttpResponse<String> get(String url, Duration patience)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(patience).build();
        // A client each: a pooled connection to a process that has ended would blur what is tested.
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString(ISO_8859_1));
        }
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return get(url, Duration.ofSeconds(20));
    }

    String body(String url) throws IOException, InterruptedException {
        return get(url).body();
    }
}
