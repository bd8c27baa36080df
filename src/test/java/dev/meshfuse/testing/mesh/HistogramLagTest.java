package dev.meshfuse.testing.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.testing.mesh.BodyReader.Sample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistogramLagTest {
    private static final String DURATION = "istio_request_duration_milliseconds";

    private final SimulatedMesh mesh = Shops.running();

    @AfterEach
    void close() {
        mesh.close();
    }

    @Test
    void countersAreLiveWhileHistogramsWaitForTheFlush() {
        mesh.advance(Duration.ofMillis(4900));

        BodyReader body = BodyReader.of(mesh.podsOf("cart-v1"));

        assertThat(body.requests().sum()).isPositive();
        assertThat(body.named(DURATION + "_count").sum()).isZero();
    }

    @Test
    void aFlushShowsWhatHadEndedByThen() {
        mesh.advance(Duration.ofSeconds(5));
        long atFlush = BodyReader.of(mesh.podsOf("cart-v1")).requests().sum();

        mesh.advance(Duration.ofSeconds(3));

        BodyReader body = BodyReader.of(mesh.podsOf("cart-v1"));
        assertThat(body.requests().sum()).isGreaterThan(atFlush);
        assertThat(body.named(DURATION + "_count").sum()).isEqualTo(atFlush);
    }

    @Test
    void bucketsAreCumulativeAndTheLastEqualsTheCount() {
        mesh.advance(Duration.ofSeconds(30));

        List<Sample> samples =
                BodyReader.of(mesh.podsOf("cart-v2"))
                        .where(sample -> sample.name().startsWith(DURATION))
                        .samples();

        assertThat(samples.stream().limit(20).mapToDouble(Sample::value).toArray()).isSorted();
        assertThat(samples.get(19).value()).isEqualTo(samples.get(21).value()).isPositive();
    }

    @Test
    void slownessMovesRequestsOverABound() {
        mesh.fault("cart-v2", Fault.slow(Duration.ofMillis(600), 1));
        mesh.advance(Duration.ofSeconds(30));

        BodyReader fast =
                BodyReader.of(mesh.podsOf("cart-v2")).named(DURATION + "_bucket").with("le", "500");

        assertThat(fast.sum()).isZero();
    }

    @Test
    void aRequestIsCountedWhenItEndsNotWhenItBegins() {
        mesh.fault("cart-v2", Fault.slow(Duration.ofSeconds(30), 1));
        mesh.advance(Duration.ofSeconds(20));

        assertThat(mesh.oracle().requestsTo("cart-v2")).isPositive();
        assertThat(BodyReader.of(mesh.podsOf("cart-v2")).requests().samples()).isEmpty();
    }
}
