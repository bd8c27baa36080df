package dev.meshfuse.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshfuse.definition.CountingPolicy;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.definition.Split;
import dev.meshfuse.scrape.CollectorClock;
import dev.meshfuse.scrape.Pod;
import dev.meshfuse.scrape.Reading;
import dev.meshfuse.scrape.ReadingBuilder;
import dev.meshfuse.scrape.Target;
import dev.meshfuse.sli.Baseline;
import dev.meshfuse.sli.Counts;
import dev.meshfuse.sli.Edge;
import dev.meshfuse.sli.EdgeReporters;
import dev.meshfuse.sli.Increment;
import dev.meshfuse.sli.RequestClass;
import dev.meshfuse.sli.ServiceIncrements;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.mesh.SimulatedMesh;
import dev.meshfuse.testing.mesh.SimulatedPod;
import dev.meshfuse.verdict.Block;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the bodies of proxies all the way to the counts and the block of one service. */
final class MeshReader {
    private static final Instant WATCHED_SINCE = Instant.parse("2025-12-31T00:00:00Z");

    /**
     * A proxy that was read.
     *
     * @param pod its pod's name, in namespace shop
     */
    record Shown(String pod, String body) {}

    private final ResourceId service;
    private final Definitions definitions;
    private final Map<String, Baseline> baselines = new HashMap<>();
    private final EdgeReporters edges = new EdgeReporters();
    private final Map<RequestClass, Long> tally = new HashMap<>();
    private BlockCollector collector = new BlockCollector();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long sequence;

    /**
     * @param service the service users call
     */
    MeshReader(ResourceId service, Definitions definitions) {
        this.service = service;
        this.definitions = definitions;
    }

    /** Reads the proxies of pods that have one. */
    void readPods(SimulatedMesh mesh, List<SimulatedPod> pods) {
        read(
                mesh.now(),
                pods.stream()
                        .filter(SimulatedPod::isProxied)
                        .map(pod -> new Shown(pod.name(), pod.body()))
                        .toList());
    }

    /** Reads proxies at one instant; who reports what is learnt from all of them first. */
    void read(Instant at, List<Shown> shown) {
        sequence++;
        now = at;
        Map<String, List<ServiceIncrements>> added = new LinkedHashMap<>();
        for (Shown one : shown) {
            Reading reading = reading(one);
            Baseline.Advance advance = Baseline.advance(baselines.get(one.pod()), reading);
            baselines.put(one.pod(), advance.next());
            added.put(
                    "shop/" + one.pod(),
                    ServiceIncrements.group(reading, advance, service.cluster(), definitions)
                            .stream()
                            .filter(its -> its.service().equals(service))
                            .toList());
        }
        added.values().stream()
                .flatMap(List::stream)
                .forEach(its -> its.edges().forEach(edge -> edges.learn(edge, its.span())));
        added.forEach((pod, all) -> all.forEach(its -> take(its, pod)));
    }

    private void take(ServiceIncrements added, String pod) {
        for (Edge edge : added.edges()) {
            boolean counted = !edge.isAtDestination() || edges.isAuthoritative(edge);
            definitions.fusesOf(service).stream()
                    .map(fuse -> (Split.Resolved) fuse.split())
                    .filter(split ->
                            split.rule().wouldShowCanary(edge.isAtDestination(), counted, pod))
                    .forEach(split -> collector.readCallers());
        }
        for (Increment increment : added.increments()) {
            RequestClass request = RequestClass.of(increment, edges);
            tally.merge(request, increment.count(), Math::addExact);
            definitions.fusesOf(service).stream()
                    .map(fuse -> (Split.Resolved) fuse.split())
                    .forEach(split -> collector.add(added, increment, request, split));
        }
    }

    /** Ends the block. */
    Block close(CountingPolicy policy) {
        Slo any = Shop.slo();
        Slo slo =
                new Slo(
                        any.id(),
                        any.generation(),
                        any.service(),
                        any.indicator(),
                        any.objective(),
                        any.window(),
                        policy,
                        any.alerting());
        Block block = collector.close(now, slo).block();
        collector = new BlockCollector();
        return block;
    }

    /** All that was counted so far. */
    Counts counts(CountingPolicy policy) {
        return Counts.of(tally, policy);
    }

    private Reading reading(Shown shown) {
        byte[] body = shown.body().getBytes(UTF_8);
        ReadingBuilder builder = new ReadingBuilder();
        builder.feed(body, 0, body.length);
        ReadingBuilder.Body.Understood understood =
                (ReadingBuilder.Body.Understood) builder.finish();
        Target target =
                Target.at(
                        URI.create("http://" + shown.pod() + ":15090/stats/prometheus"),
                        new Pod(shown.pod(), "shop", shown.pod(), null, 0));
        return understood.toReading(
                target, "all", CollectorClock.neverSet(1), sequence, now, WATCHED_SINCE);
    }
}
