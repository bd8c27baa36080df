package dev.meshfuse.app;

import dev.meshfuse.alert.config.WebhookConfig;
import dev.meshfuse.alert.http.AlertmanagerConfig;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.config.DefinitionConfig;
import dev.meshfuse.scrape.http.TelemetryConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All settings below {@code meshfuse.}; a key that is not here stops the start. */
@ConfigMapping(prefix = "meshfuse")
public interface MeshfuseConfig {
    /**
     * Name of this cluster, part of every identity: two clusters that share a Kafka need two names.
     */
    @WithDefault("Kubernetes")
    String cluster();

    /**
     * Name of this replica, which no other has and which it has again after a restart: the pod's
     * name in a StatefulSet. A replica that returns within ten seconds reads the targets it read
     * before and counts for the services it counted for, and no other's are moved; but one that is
     * taken away for good is missed for ten seconds. Without a name it gives its targets back when
     * it stops, and the others take over at once. Two with one name take the targets from each
     * other, and say so; the counting of the one that came first ends, which its readiness tells.
     */
    Optional<String> replica();

    /**
     * Where other replicas reach the HTTP interface of this one, {@code host:port}: in a cluster
     * the pod's IP and the port of the interface. It is told to them through Kafka's group. What
     * only one replica knows, such as the history of an objective, any other then asks that one
     * for. Without it a replica tells its own alone, and says so where it cannot.
     */
    Optional<String> address();

    /** Which topics are used. */
    TopicsConfig topics();

    /** Which proxies are read. */
    TelemetryConfig telemetry();

    /** Where objectives and fuses are defined. */
    DefinitionConfig definitions();

    /** How far fuses may go. */
    GuardConfig guard();

    /** Who may ask. */
    AuthConfig auth();

    /** What Flagger may ask. */
    FlaggerConfig flagger();

    /** How much one caller may ask. */
    HttpConfig http();

    /**
     * Settings {@code meshfuse.http.*}: how many requests one address may send; one that sends more
     * gets 429 with {@code Retry-After}. Of IPv6 it is the network of 64 bits. Behind a proxy all
     * have one address, unless {@code quarkus.http.proxy.*} tells them apart. Alertmanagers are not
     * held back.
     */
    interface HttpConfig {
        /**
         * In the long run. A page that shows everything asks some few times a second. With fewer,
         * programs that look at each fuse are refused; with more, strangers cost the API server
         * more questions.
         */
        @WithDefault("50")
        int requestsPerSecond();

        /** At once after a pause: a script that asks for each of some hundred fuses. */
        @WithDefault("500")
        int burst();
    }

    /**
     * Where people reach the HTTP interface, such as {@code https://meshfuse.example.org}; a path
     * is kept. Links in alerts begin with it; without it they have none.
     */
    Optional<URI> externalUrl();

    /** Which alerts come and go. */
    AlertConfig alert();

    /** Settings {@code meshfuse.alert.*}. */
    interface AlertConfig {
        /** What Alertmanager tells. */
        WebhookConfig webhook();

        /** Where alerts are sent. */
        AlertmanagerConfig alertmanager();

        /**
         * Below which address the runbooks are that alerts name; an alert's is {@code
         * <AlertName>.md} there. By default {@code runbooks} below {@link #externalUrl}, where this
         * program serves those it came with.
         */
        Optional<URI> runbooksUrl();
    }

    /** Settings {@code meshfuse.guard.*}. */
    interface GuardConfig {
        /** An upper bound for every fuse: with {@code observe} none acts, whatever its own mode. */
        @WithDefault("enforce")
        Fuse.Mode mode();

        /** How many fuses may trip within an hour. */
        MaxTripsConfig maxTrips();
    }

    /**
     * Settings {@code meshfuse.guard.max-trips.*}: how many fuses may trip within an hour, as all
     * replicas together know it. When so many canaries seem bad, what they share is to blame, and
     * reverting every release would make it worse. A further one is not taken out, and says so.
     */
    interface MaxTripsConfig {
        /**
         * Of one namespace. Five is more than a team releases in an hour, and few enough that a
         * broken dependency of a namespace does not undo all that runs in it. With fewer, a second
         * bad release of a small namespace may be the one that is kept.
         */
        @WithDefault("5")
        int namespace();

        /**
         * Of all namespaces. A thousand fuses at the default false-alarm period trip falsely 1.4
         * times an hour, so chance alone practically never comes to twenty.
         */
        @WithDefault("20")
        int overall();
    }

    /** Settings {@code meshfuse.auth.*}. */
    interface AuthConfig {
        /** How callers of the HTTP interface are checked. */
        @WithDefault("kubernetes")
        AuthMode mode();

        /**
         * For whom a token must have been made, one of these; by default for the API server itself,
         * as every account's usual token is. With one of its own, such as {@code meshfuse}, a token
         * that was given to this program is of no use elsewhere. A wrong one refuses everybody.
         */
        Optional<List<String>> audiences();
    }

    /** Settings {@code meshfuse.flagger.*}. */
    interface FlaggerConfig {
        /**
         * File with the secret in the address of Flagger's gates: one line of at least twenty
         * letters, digits and {@code . _ ~ -}. It is read at each question, so it can be changed
         * while the program runs. Without it there are no gates; with one that is of no use the
         * program does not start.
         */
        Optional<Path> gateTokenFile();
    }

    /** Ways to check callers. */
    enum AuthMode {
        /**
         * By the API server: who a bearer token belongs to (TokenReview), and what they may do
         * (SubjectAccessReview).
         */
        KUBERNETES,

        /**
         * Nobody is asked who they are; allowed only while the HTTP interface listens on loopback.
         */
        NONE
    }
}
