package dev.meshfuse.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Split;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.verdict.Block;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the bodies of a simulated mesh all the way to the counts and the block of one service. */
final class MeshReader {
    private static final Instant WATCHED_SINCE = Instant.parse("2025-12-31T00:00:00Z");

    private final SimulatedMesh mesh;
    private final ResourceId service;
    private final Definitions definitions;
    private final Map<String, Baseline> baselines = new HashMap<>();
    private final EdgeReporters edges = new EdgeReporters();
    private final Map<RequestClass, Long> tally = new HashMap<>();
    private BlockCollector collector = new BlockCollector();
    private long sequence;

    /**
     * @param service the service users call
     */
    MeshReader(SimulatedMesh mesh, ResourceId service, Definitions definitions) {
        this.mesh = mesh;
        this.service = service;
        this.definitions = definitions;
    }

    /** Reads every proxy once. */
    void readAll() {
        read(mesh.pods());
    }

    /** Reads some pods' proxies; who reports what is learnt from all of them first. */
    void read(List<SimulatedPod> pods) {
        sequence++;
        Map<SimulatedPod, List<ServiceIncrements>> added = new HashMap<>();
        for (SimulatedPod pod : pods) {
            if (pod.isProxied()) {
                Reading reading = reading(pod);
                Baseline.Advance advance =
                        Baseline.advance(baselines.get(reading.target()), reading);
                baselines.put(reading.target(), advance.next());
                added.put(
                        pod,
                        ServiceIncrements.group(reading, advance, service.cluster(), definitions));
            }
        }
        added.values().stream()
                .flatMap(List::stream)
                .flatMap(one -> one.increments().stream())
                .forEach(increment -> edges.learn(increment.labels()));
        added.forEach((pod, all) ->
                all.stream()
                        .filter(one -> one.service().equals(service))
                        .forEach(one -> take(one, "shop/" + pod.name())));
    }

    /** Takes in one reading's increments. */
    void take(ServiceIncrements added, @Nullable String pod) {
        for (Increment increment : added.increments()) {
            RequestClass request = RequestClass.of(increment.labels(), edges);
            tally.merge(request, increment.count(), Math::addExact);
            definitions.fusesOf(service).stream()
                    .map(fuse -> (Split.Resolved) fuse.split())
                    .forEach(split -> collector.add(added.at(), increment, request, pod, split));
        }
    }

    /** Ends the block. */
    Block close(CountingPolicy policy) {
        Block block = collector.close(mesh.now(), policy);
        collector = new BlockCollector();
        return block;
    }

    /** All that was counted so far. */
    Counts counts(CountingPolicy policy) {
        return Counts.of(tally, policy);
    }

    private Reading reading(SimulatedPod pod) {
        byte[] body = pod.body().getBytes(UTF_8);
        ReadingBuilder builder = new ReadingBuilder();
        builder.feed(body, 0, body.length);
        ReadingBuilder.Body.Understood understood =
                (ReadingBuilder.Body.Understood) builder.finish();
        Target target =
                Target.at(
                        URI.create(pod.url()),
                        new Pod(pod.uid(), "shop", pod.name(), pod.workload(), pod.restarts()));
        return understood.toReading(target, "all", 1, sequence, mesh.now(), WATCHED_SINCE);
    }
}
