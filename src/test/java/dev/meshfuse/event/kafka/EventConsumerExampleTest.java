package dev.meshfuse.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshfuse.event.FuseEvent;
import dev.meshfuse.event.SloEvent;
import dev.meshfuse.testing.kafka.EmbeddedBroker;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventSerializer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The example, run as its first line says, beside a real broker. */
class EventConsumerExampleTest {
    private static final Path EXAMPLE = Path.of("examples", "EventConsumer.java");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CloudEvents envelopes = new CloudEvents(JsonShapes.newMapper());

    @Test
    void it_prints_every_event_once_although_one_comes_twice() throws Exception {
        CloudEvent breached = envelopes.of(SomeEvents.full(SloEvent.Type.BREACHED));
        CloudEvent tripped = envelopes.of(SomeEvents.full(FuseEvent.Type.TRIPPED));
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            create(broker);
            send(broker, "meshfuse.breaches", breached);
            send(broker, "meshfuse.actions", tripped);
            send(broker, "meshfuse.actions", tripped);
            send(broker, "meshfuse.actions", envelopes.of(SomeEvents.bare(FuseEvent.Type.RESET)));

            List<String> lines = new CopyOnWriteArrayList<>();
            Process process = start(broker);
            try {
                Thread.ofVirtual().start(() -> readInto(lines, process));
                await().atMost(PATIENCE)
                        .until(() -> lines.stream().anyMatch(line -> line.contains(".reset.v1 ")));
                await().atMost(PATIENCE)
                        .until(() ->
                                lines.stream().anyMatch(line -> line.contains(".breached.v1 ")));
            } finally {
                process.destroyForcibly();
            }
            assertThat(lines)
                    .extracting(line -> line.replaceFirst(" \\{.*", ""))
                    .containsExactlyInAnyOrder(
                            "dev.meshfuse.slo.breached.v1 Kubernetes/shop/cart",
                            "dev.meshfuse.fuse.tripped.v1 Kubernetes/shop/cart",
                            "dev.meshfuse.fuse.reset.v1 Kubernetes/shop/cart");
        }
    }

    private static void create(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("meshfuse.breaches", 1, (short) 1),
                                    new NewTopic("meshfuse.actions", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(EmbeddedBroker broker, String topic, CloudEvent event)
            throws Exception {
        try (KafkaProducer<String, CloudEvent> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new CloudEventSerializer())) {
            producer.send(new ProducerRecord<>(topic, "Kubernetes/shop/cart", event)).get();
        }
    }

    private static Process start(EmbeddedBroker broker) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EXAMPLE.toString(),
                        broker.bootstrapServers())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Other lines are a logger's. */
    private static void readInto(List<String> lines, Process process) {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().filter(line -> line.startsWith("dev.meshfuse.")).forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // it was ended
        }
    }
}
