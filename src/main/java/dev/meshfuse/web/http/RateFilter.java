package dev.meshfuse.web.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.web.Problem;
import dev.meshfuse.web.RequestRate;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers 429 to an address that sends too much, before anything else is done for it: to find out
 * who somebody is costs a question to the API server. The management port is not concerned.
 *
 * <p>Alerts pass: an Alertmanager takes 429 for a final no and would not send them again (its
 * {@code notify/util.go}), where 503 is tried again. Their receiver bounds what it takes itself.
 */
@ApplicationScoped
public class RateFilter {
    /** Where an Alertmanager sends its alerts. */
    static final String ALERTS = "/api/v1/alertmanager";

    private static final Logger LOG = Logger.getLogger(RateFilter.class);

    /** Before Quarkus finds out who asks ({@code FilterBuildItem.AUTHENTICATION} is 200). */
    private static final int EARLY = 250;

    private static final int TOO_MANY_REQUESTS = 429;

    /** So often at most it is said. */
    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    /** Of an IPv6 address; a host has all that begin with it (RFC 4291, section 2.5.4). */
    private static final int NETWORK_BYTES = 8;

    private final RequestRate rate;
    private final ObjectMapper mapper;
    private volatile long saidAt = System.nanoTime() - QUIET_NANOS;

    RateFilter(RequestRate rate, ObjectMapper mapper) {
        this.rate = rate;
        this.mapper = mapper;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, EARLY);
    }

    private void pass(RoutingContext context) {
        if (context.normalizedPath().startsWith(ALERTS)) {
            context.next();
            return;
        }
        String caller = caller(context.request().remoteAddress());
        rate.take(caller).ifPresentOrElse(wait -> refuse(context, caller, wait), context::next);
    }

    private void refuse(RoutingContext context, String caller, Duration wait) {
        long now = System.nanoTime();
        if (now - saidAt >= QUIET_NANOS) {
            saidAt = now;
            LOG.warnf("too many requests: from=%s", caller);
        }
        // Rounded up: who asks again in time must not be refused once more.
        long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
        context.response()
                .setStatusCode(TOO_MANY_REQUESTS)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader("Retry-After", Long.toString(seconds))
                .end(problem());
    }

    private String problem() {
        try {
            return mapper.writeValueAsString(
                    new Problem(
                            "about:blank",
                            "Too Many Requests",
                            TOO_MANY_REQUESTS,
                            "This address sends more requests than meshfuse.http.requests-per-second"
                                    + " and meshfuse.http.burst allow."));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The address, or the network that an IPv6 address stands for. */
    static String caller(@Nullable SocketAddress address) {
        String host = address == null ? null : address.hostAddress();
        if (host == null) {
            return "unknown";
        }
        try {
            // It is an address already, so nothing is looked up.
            InetAddress parsed = InetAddress.getByName(host);
            return parsed instanceof Inet6Address
                    ? HexFormat.ofDelimiter(":")
                                    .formatHex(Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES))
                            + "::/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
