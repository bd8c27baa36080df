package dev.meshfuse.testing.mesh;

import java.time.Instant;
import java.util.Locale;

/**
 * The part that the Istio agent puts before Envoy's on port 15020: its own series and those of the
 * Go runtime, with the oddities a reader has to survive.
 */
final class AgentBody {
    private AgentBody() {}

    static String text(Instant processStart, long uptimeSeconds, String istioVersion) {
        // Go's client library prints a number of this size with an exponent.
        double start = processStart.toEpochMilli() / 1000.0;
        return """
        # HELP go_gc_duration_seconds A summary of the wall-time pause of garbage collection cycles.
        # TYPE go_gc_duration_seconds summary
        go_gc_duration_seconds{quantile="0"} 2.7431e-05
        go_gc_duration_seconds{quantile="0.5"} 4.8e-05
        go_gc_duration_seconds{quantile="1"} NaN
        go_gc_duration_seconds_sum 0.004710183
        go_gc_duration_seconds_count %d
        # HELP go_goroutines Number of goroutines that currently exist.
        # TYPE go_goroutines gauge
        go_goroutines 59
        # HELP istio_agent_build Istio component build info
        # TYPE istio_agent_build gauge
        istio_agent_build{component="agent",tag="%s"} 1
        # HELP istio_agent_process_start_time_seconds Start time of the process since unix epoch in seconds.
        # TYPE istio_agent_process_start_time_seconds gauge
        istio_agent_process_start_time_seconds %s
        # HELP istio_agent_process_virtual_memory_max_bytes Maximum amount of virtual memory available in bytes.
        # TYPE istio_agent_process_virtual_memory_max_bytes gauge
        istio_agent_process_virtual_memory_max_bytes 1.8446744073709552e+19
        # HELP istio_agent_scrapes_total The total number of scrapes.
        # TYPE istio_agent_scrapes_total counter
        istio_agent_scrapes_total %d
        # HELP istio_agent_go_gc_pauses_seconds_total Distribution of individual pause latencies.
        # TYPE istio_agent_go_gc_pauses_seconds_total histogram
        istio_agent_go_gc_pauses_seconds_total_bucket{le="-5e-324"} 0
        istio_agent_go_gc_pauses_seconds_total_bucket{le="9.999999999999999e-10"} 0
        istio_agent_go_gc_pauses_seconds_total_bucket{le="0.0009999999999999998"} %d
        istio_agent_go_gc_pauses_seconds_total_bucket{le="+Inf"} %d
        istio_agent_go_gc_pauses_seconds_total_sum NaN
        istio_agent_go_gc_pauses_seconds_total_count %d
        """
                .formatted(
                        uptimeSeconds / 120,
                        istioVersion,
                        String.format(Locale.ROOT, "%.12e", start),
                        uptimeSeconds,
                        uptimeSeconds,
                        uptimeSeconds,
                        uptimeSeconds);
    }
}
