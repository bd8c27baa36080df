package dev.meshfuse.scrape.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings {@code meshfuse.telemetry.*}: which proxies are read, and how often. */
public interface TelemetryConfig {
    /** Where the list of proxies comes from; the pods of this cluster by default. */
    @WithDefault("kubernetes")
    Discovery discovery();

    /** Ways to find proxies. */
    enum Discovery {
        /** The pods of this cluster that have Istio's proxy. */
        KUBERNETES,
        /** A list in {@code meshfuse.telemetry.static.targets}. */
        STATIC,
        /** Prometheus HTTP service discovery at {@code meshfuse.telemetry.http-sd.url}. */
        HTTP_SD,
        /** None: a Prometheus at {@code meshfuse.telemetry.federate.url} reads the proxies. */
        FEDERATE
    }

    /**
     * How often a proxy is read. Each read renders all statistics on the proxy's main thread; below
     * 1 s that hurts large proxies.
     */
    @WithDefault("5s")
    Duration interval();

    /**
     * How often a proxy is read whose last body had series of a fuse's service; also the length of
     * a block of evidence. A total failure is decided with the first or second full block, so this
     * sets how fast a fuse can be.
     */
    @WithDefault("1s")
    Duration canaryInterval();

    /**
     * How many proxies are read at the canary interval at most; the others that are worth it are
     * read at {@link #interval}. So many filtered bodies are 150 MB each second where a proxy shows
     * 36 sets of labels. The proxies of a canary and of its callers are fewer in most meshes.
     */
    @WithDefault("200")
    int maxCanaryTargets();

    /**
     * Whether proxies are asked for the wanted series only, by Envoy's own {@code usedonly} and
     * {@code filter}; a target whose address has a query of its own is not. One that does not
     * understand is read in full. Off, bodies are whole: 2.17 MB instead of 0.74 MB where every
     * series was used and a proxy shows 36 sets of labels.
     */
    @WithDefault("true")
    boolean sourceFilter();

    /**
     * A scrape that is not finished by then is given up. Where a target has several addresses, half
     * of it is allowed for a connection.
     */
    @WithDefault("2s")
    Duration timeout();

    /**
     * A body that is larger, inflated, is given up. The largest bodies reported of gateways are
     * about 8 MB.
     */
    @WithDefault("64M")
    MemorySize maxBody();

    /** Settings of {@link Discovery#KUBERNETES}. */
    Kubernetes kubernetes();

    /** Settings of {@link Discovery#STATIC}. */
    @WithName("static")
    Static fixed();

    /** Settings of {@link Discovery#HTTP_SD}. */
    HttpSd httpSd();

    /** Settings of {@link Discovery#KUBERNETES}. */
    interface Kubernetes {
        /**
         * Namespaces whose pods are read, separated by commas; all by default, which needs the
         * permission to list and watch the pods of the whole cluster. With {@link
         * Discovery#HTTP_SD} targets of other namespaces are left out.
         */
        Optional<Set<String>> namespaces();
    }

    /** Settings of {@link Discovery#FEDERATE}. */
    Federate federate();

    /** Settings of {@link Discovery#FEDERATE}. */
    interface Federate {
        /**
         * Address of a Prometheus that scrapes the proxies; {@code /federate} is added. It is read
         * every {@code meshfuse.telemetry.interval}; a shorter one than that at which Prometheus
         * scrapes gains nothing. Redirects are not followed.
         */
        Optional<URI> url();

        /**
         * The label that Prometheus gives its targets for the name of the pod. Where there is none
         * {@code instance} tells the processes apart, and a pod that comes back at another address
         * is a new one.
         */
        @WithDefault("pod")
        String podLabel();

        /** The same for the namespace of the pod. */
        @WithDefault("namespace")
        String namespaceLabel();
    }

    /** Settings of {@link Discovery#STATIC}. */
    interface Static {
        /**
         * {@code host:port}, or an {@code http} address with a path; the path is {@code
         * /stats/prometheus} by default.
         */
        Optional<List<String>> targets();
    }

    /** Settings of {@link Discovery#HTTP_SD}. */
    interface HttpSd {
        /** Address of the list. Redirects are not followed. */
        Optional<URI> url();

        /** How often the list is asked for; while that fails the last one is used. */
        @WithDefault("10s")
        Duration refresh();
    }
}
