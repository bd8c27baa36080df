package dev.meshfuse.web;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.AlertStore;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Mapping;
import dev.meshfuse.auth.Authority;
import dev.meshfuse.web.WebhookObserver.Outcome;
import dev.meshfuse.web.WebhookObserver.Result;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Alertmanager's webhook, version 4. Every alert is stored before it is acknowledged; what is done
 * about it is done later, by whoever counts for its service. Alertmanager sends a message again
 * after a 5xx at once, and after any other error with its next one (alertmanager {@code
 * notify/util.go}): so what cannot be stored now is a 503, and a 4xx is what no repetition mends.
 */
@OwnCredential
@Path("/api/v1/alertmanager")
@Produces(MediaType.APPLICATION_JSON)
public class AlertmanagerResource {
    private static final Logger LOG = Logger.getLogger(AlertmanagerResource.class);

    /** So many bodies may be in memory at once. */
    private static final int AT_ONCE = 4;

    /** A broker that is there takes thousands in that time; Alertmanager waits for ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final WebhookCredential credential;
    private final Authority authority;
    private final Mapping mapping;
    private final KnownAlerts known;
    private final AlertStore store;
    private final WebhookObserver observer;
    private final Clock clock;
    private final Semaphore bodies = new Semaphore(AT_ONCE);

    AlertmanagerResource(
            WebhookCredential credential,
            Authority authority,
            Mapping mapping,
            KnownAlerts known,
            AlertStore store,
            WebhookObserver observer,
            Clock clock) {
        this.credential = credential;
        this.authority = authority;
        this.mapping = mapping;
        this.known = known;
        this.store = store;
        this.observer = observer;
        this.clock = clock;
    }

    /** Takes a message. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "Takes what Alertmanager's webhook sends, version 4",
            description =
                    "Answers when every alert is stored. Needs the credential of"
                            + " meshfuse.alert.webhook.token-file or basic-file, not a token of the"
                            + " cluster.")
    public Response take(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION)
                    @Nullable String shown,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE)
                    @Nullable MediaType type,
            InputStream body) {
        Response response = answer(shown, type, body);
        observer.message(
                switch (response.getStatusInfo().getFamily()) {
                    case SUCCESSFUL -> Outcome.TAKEN;
                    case SERVER_ERROR -> Outcome.UNAVAILABLE;
                    default ->
                            response.getStatus() == Response.Status.UNAUTHORIZED.getStatusCode()
                                    ? Outcome.UNAUTHORIZED
                                    : Outcome.REFUSED;
                });
        return response;
    }

    private Response answer(@Nullable String shown, @Nullable MediaType type, InputStream body) {
        return switch (credential.match(shown)) {
            case SAME -> taken(type, body);
            case NONE ->
                    authority.asks()
                            ? Problem.response(
                                    Response.Status.FORBIDDEN,
                                    "Nobody can send alerts: neither"
                                            + " meshfuse.alert.webhook.token-file nor"
                                            + " meshfuse.alert.webhook.basic-file is set.")
                            : taken(type, body);
            case MISSING, OTHER ->
                    Response.fromResponse(
                                    Problem.response(
                                            Response.Status.UNAUTHORIZED,
                                            "The credential of Alertmanager's receiver is needed, or"
                                                    + " is another one."))
                            .header(HttpHeaders.WWW_AUTHENTICATE, credential.challenge())
                            .build();
            case UNREADABLE -> Problem.unavailable("the credential cannot be read; see the log");
        };
    }

    private Response taken(@Nullable MediaType type, InputStream body) {
        if (!bodies.tryAcquire()) {
            return Problem.unavailable("%d messages are taken in already".formatted(AT_ONCE));
        }
        try {
            CommandResource.requireUtf8(type);
            return store(WebhookBody.read(body, mapping::map, clock.instant()));
        } catch (WebApplicationException e) {
            LOG.warnf("reason=\"%s\" a message of Alertmanager is refused", e.getMessage());
            return e.getResponse();
        } finally {
            bodies.release();
        }
    }

    private Response store(WebhookBody message) {
        List<Alert> kept = new ArrayList<>();
        int noRoom = 0;
        Room room = new Room();
        for (Alert alert : message.alerts()) {
            if (room.has(alert)) {
                kept.add(alert);
            } else {
                noRoom++;
            }
        }
        if (!isStored(kept)) {
            LOG.warnf(
                    "receiver=\"%s\" alerts=%d Kafka does not take them, Alertmanager is asked to send"
                            + " them again",
                    printable(message.receiver()), kept.size());
            return Problem.unavailable("Kafka did not acknowledge the alerts; send them again");
        }
        long unnamed = kept.stream().filter(alert -> !alert.named().namesSomething()).count();
        tell(message, kept.size() - unnamed, unnamed, noRoom);
        return Response.accepted(
                        new WebhookAnswer(
                                kept.size(),
                                (int) unnamed,
                                message.malformed(),
                                noRoom,
                                message.faults()))
                .build();
    }

    /** Which alerts of a message there is room for, beside those that are known. */
    private final class Room {
        private final Set<String> fresh = new HashSet<>();
        private int all = known.size();
        private int unnamed = known.unnamed();

        boolean has(Alert alert) {
            String fingerprint = alert.fingerprint();
            if (fresh.contains(fingerprint) || known.find(fingerprint).isPresent()) {
                return true;
            }
            boolean about = alert.named().namesSomething();
            if (all >= KnownAlerts.MOST || (!about && unnamed >= KnownAlerts.MOST_UNNAMED)) {
                return false;
            }
            fresh.add(fingerprint);
            all++;
            unnamed += about ? 0 : 1;
            return true;
        }
    }

    private boolean isStored(List<Alert> alerts) {
        try {
            store.store(alerts)
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void tell(WebhookBody message, long named, long unnamed, long noRoom) {
        observer.alerts(Result.NAMED, named);
        observer.alerts(Result.UNNAMED, unnamed);
        observer.alerts(Result.MALFORMED, message.malformed());
        observer.alerts(Result.NO_ROOM, noRoom);
        observer.truncated(message.truncated());
        String receiver = printable(message.receiver());
        if (message.truncated() > 0) {
            LOG.warnf(
                    "receiver=\"%s\" truncated=%d Alertmanager cut alerts off: see max_alerts of its"
                            + " webhook_configs",
                    receiver, message.truncated());
        }
        if (message.malformed() > 0) {
            LOG.warnf(
                    "receiver=\"%s\" malformed=%d first=\"%s\" what cannot be an alert is left out",
                    receiver, message.malformed(), message.faults().getFirst());
        }
        if (noRoom > 0) {
            LOG.warnf(
                    "receiver=\"%s\" alerts=%d are not kept: as many are as may be",
                    receiver, noRoom);
        }
    }

    private static String printable(String text) {
        return text.codePoints()
                .map(one -> CommandBody.hides(one) || one == '"' ? '?' : one)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
