package dev.meshfuse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.web.Replicas.Answer;
import dev.meshfuse.web.Replicas.Garbled;
import dev.meshfuse.web.Replicas.Reply;
import dev.meshfuse.web.Replicas.Silent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpReplicasTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void an_answer_is_taken_as_it_is() throws Exception {
        assertThat(ask(request -> json(request).setStatusCode(404).end("{\"a\": \"ä\"}")))
                .isEqualTo(new Answer(404, "application/json", Optional.empty(), "{\"a\": \"ä\"}"));
    }

    @Test
    void one_who_says_nothing_is_silent() throws Exception {
        assertThat(ask(SHORT, request -> {}))
                .asString()
                .startsWith("Silent[reason=127.0.0.1:")
                .contains("no answer within 300 ms");
    }

    @Test
    void one_who_answers_drop_by_drop_is_silent() throws Exception {
        Reply reply =
                ask(
                        SHORT,
                        request -> {
                            HttpServerResponse response = json(request).setChunked(true);
                            vertx.setPeriodic(10, id -> response.write(" "));
                        });

        assertThat(reply).isInstanceOf(Silent.class);
    }

    @Test
    void one_who_breaks_off_is_silent() throws Exception {
        Reply reply =
                ask(request -> {
                    json(request).putHeader("Content-Length", "100").write("{");
                    request.connection().close();
                });

        assertThat(reply).isInstanceOf(Silent.class);
    }

    @Test
    void an_answer_without_end_is_garbled() throws Exception {
        Buffer much = Buffer.buffer(new byte[HttpReplicas.MAX_BYTES + 1]);

        assertThat(ask(request -> json(request).end(much)))
                .asString()
                .startsWith("Garbled[")
                .contains("more than 4194304 bytes");
    }

    @Test
    void one_who_leads_elsewhere_is_not_followed() throws Exception {
        Reply reply =
                ask(request ->
                        request.response()
                                .setStatusCode(302)
                                .putHeader("Location", "http://127.0.0.1:1/")
                                .end());

        assertThat(reply).isInstanceOf(Garbled.class);
        assertThat(reply.toString()).contains("status 302 with no media type");
    }

    private static HttpServerResponse json(HttpServerRequest request) {
        return request.response().putHeader("Content-Type", "application/json");
    }

    private Reply ask(Consumer<HttpServerRequest> other) throws Exception {
        return ask(PATIENCE, other);
    }

    private Reply ask(Duration timeout, Consumer<HttpServerRequest> other) throws Exception {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(other::accept)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        HttpReplicas replicas = new HttpReplicas(vertx, timeout);
        try {
            return replicas.ask("127.0.0.1", server.actualPort(), "/", Optional.empty())
                    .await()
                    .atMost(PATIENCE.multipliedBy(2));
        } finally {
            replicas.close();
        }
    }
}
