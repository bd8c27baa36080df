package dev.meshfuse.alert.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.alert.OutgoingAlert;
import dev.meshfuse.alert.OutgoingAlert.Due;
import dev.meshfuse.alert.http.Post.Result;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One Alertmanager, {@code POST /api/v2/alerts}. Batches go one after the other. What waits is one
 * entry for each alert, the latest; so an Alertmanager that is slow gets less, and memory is
 * bounded. A batch that fails is not tried again: all that matters comes with the next sending.
 * Thread-safe.
 */
final class Alertmanager {
    /** As Prometheus' {@code maxBatchSize}. */
    static final int BATCH = 256;

    /** As Prometheus' {@code alertmanager.notification-queue-capacity}. */
    static final int MOST_WAITING = 10_000;

    /**
     * Requests for one batch of which something is refused: an Alertmanager may refuse all of it
     * for one alert. Halving finds one of 256 with sixteen further requests.
     */
    static final int MOST_REQUESTS = 32;

    private static final Logger LOG = Logger.getLogger(Alertmanager.class);

    /** As an Alertmanager reads it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Message(
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            Instant endsAt,
            @Nullable URI generatorURL) {
        static Message of(Due due) {
            OutgoingAlert alert = due.alert();
            return new Message(
                    alert.labels(),
                    alert.annotations(),
                    alert.startsAt(),
                    due.endsAt(),
                    alert.link());
        }
    }

    /** What is ready to be sent. */
    private record Ready(Buffer json, Optional<String> credential) {}

    private final URI url;
    private final Alertmanagers.Place place;
    private final Alertmanagers.Observer observer;
    private final Vertx vertx;
    private final Post post;
    private final ObjectMapper mapper;
    private final Optional<TokenFile> token;

    private final Map<SortedMap<String, String>, Due> waiting = new LinkedHashMap<>();
    private boolean busy;
    private boolean closed;
    private boolean failed;
    private final Set<Outcome> said = EnumSet.noneOf(Outcome.class);

    Alertmanager(
            Alertmanagers.Place place,
            Alertmanagers.Observer observer,
            Vertx vertx,
            Post post,
            ObjectMapper mapper,
            Optional<TokenFile> token) {
        this.place = place;
        this.observer = observer;
        this.vertx = vertx;
        this.post = post;
        this.mapper = mapper;
        this.token = token;
        String base = place.url().toString();
        this.url = URI.create(base.replaceFirst("/+$", "") + "/api/v2/alerts");
    }

    /** Sends these as soon as those before them are done with. Returns at once. */
    void offer(List<Due> alerts) {
        int dropped = 0;
        synchronized (this) {
            for (Due due : alerts) {
                SortedMap<String, String> labels = due.alert().labels();
                if (waiting.size() < MOST_WAITING || waiting.containsKey(labels)) {
                    waiting.put(labels, due);
                } else {
                    dropped++;
                }
            }
        }
        if (dropped > 0) {
            told(new Result(Outcome.DROPPED, "more than " + MOST_WAITING + " wait"), dropped);
        }
        next();
    }

    /** Sends nothing more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }

    private void next() {
        List<Due> batch = take();
        if (!batch.isEmpty()) {
            Deque<List<Due>> parts = new ArrayDeque<>(List.of(batch));
            send(parts, 1)
                    .onComplete(done -> {
                        if (done.failed()) {
                            LOG.errorf(
                                    done.cause(), "alerts not sent: alertmanager=%s", place.name());
                        }
                        synchronized (this) {
                            busy = false;
                            if (waiting.isEmpty()) {
                                rest();
                            }
                        }
                        next();
                    });
        }
    }

    private synchronized List<Due> take() {
        if (busy || closed) {
            return List.of();
        }
        List<Due> batch = new ArrayList<>();
        for (Iterator<Due> each = waiting.values().iterator();
                each.hasNext() && batch.size() < BATCH; ) {
            batch.add(each.next());
            each.remove();
        }
        busy = !batch.isEmpty();
        return batch;
    }

    /** Sends the parts one by one; what is refused is divided, so that one alert takes no other. */
    private Future<Void> send(Deque<List<Due>> parts, int request) {
        List<Due> part = parts.poll();
        if (part == null) {
            return Future.succeededFuture();
        }
        return attempt(part)
                .compose(result -> {
                    int half = part.size() / 2;
                    if (result.outcome() == Outcome.REFUSED
                            && half > 0
                            && request + parts.size() + 2 <= MOST_REQUESTS) {
                        parts.addFirst(part.subList(half, part.size()));
                        parts.addFirst(part.subList(0, half));
                    } else {
                        told(result, part.size());
                    }
                    return send(parts, request + 1);
                });
    }

    private Future<Result> attempt(List<Due> part) {
        return vertx.executeBlocking(() -> ready(part), false)
                .compose(
                        this::post,
                        e ->
                                Future.succeededFuture(
                                        new Result(
                                                Outcome.UNAUTHORIZED,
                                                String.valueOf(e.getMessage()))));
    }

    private Future<Result> post(@Nullable Ready ready) {
        Ready whole = Objects.requireNonNull(ready);
        return post.send(url, whole.json(), whole.credential());
    }

    /**
     * Makes a request ready.
     *
     * @throws IllegalStateException when there is no token that can be used
     */
    private Ready ready(List<Due> part) throws JsonProcessingException {
        Optional<String> credential =
                token.isEmpty() ? Optional.empty() : Optional.of(token.get().usable());
        return new Ready(
                Buffer.buffer(mapper.writeValueAsBytes(part.stream().map(Message::of).toList())),
                credential);
    }

    /** Each sending is counted; of failures each kind is logged once until all goes well again. */
    private void told(Result result, int alerts) {
        observer.sent(place, result.outcome(), alerts);
        if (result.outcome() == Outcome.SENT) {
            return;
        }
        boolean isNew;
        synchronized (this) {
            failed = true;
            isNew = said.add(result.outcome());
        }
        if (isNew) {
            LOG.warnf(
                    "alerts not taken, they are sent again: alertmanager=%s outcome=%s alerts=%d"
                            + " reason=\"%s\"",
                    place.name(), result.outcome().word(), alerts, result.reason());
        }
    }

    /** Nothing waits any more. */
    private synchronized void rest() {
        if (!failed && !said.isEmpty()) {
            said.clear();
            LOG.infof("alerts are taken again: alertmanager=%s", place.name());
        }
        failed = false;
    }
}
