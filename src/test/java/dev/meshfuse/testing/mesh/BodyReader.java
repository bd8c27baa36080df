package dev.meshfuse.testing.mesh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A plain reader of well-formed bodies for these tests. It shares nothing with the writer. */
record BodyReader(List<Sample> samples) {
    record Sample(String name, Map<String, String> labels, double value) {
        String label(String label) {
            return labels.getOrDefault(label, "");
        }
    }

    static BodyReader of(String body) {
        List<Sample> samples = new ArrayList<>();
        for (String line : body.lines().toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                samples.add(sample(line));
            }
        }
        return new BodyReader(samples);
    }

    static BodyReader of(List<SimulatedPod> pods) {
        StringBuilder bodies = new StringBuilder();
        pods.forEach(pod -> bodies.append(pod.body()));
        return of(bodies.toString());
    }

    private static Sample sample(String line) {
        int space = line.lastIndexOf(' ');
        int brace = line.indexOf('{');
        Map<String, String> labels = new LinkedHashMap<>();
        if (brace >= 0) {
            String inside = line.substring(brace + 1, line.lastIndexOf('}'));
            for (String pair : inside.isEmpty() ? new String[0] : inside.split(",", -1)) {
                int equals = pair.indexOf('=');
                labels.put(
                        pair.substring(0, equals), pair.substring(equals + 2, pair.length() - 1));
            }
        }
        String name = line.substring(0, brace >= 0 ? brace : space);
        return new Sample(name, labels, Double.parseDouble(line.substring(space + 1)));
    }

    BodyReader named(String name) {
        return where(sample -> sample.name().equals(name));
    }

    BodyReader with(String label, String value) {
        return where(sample -> sample.label(label).equals(value));
    }

    BodyReader where(Predicate<Sample> which) {
        return new BodyReader(samples.stream().filter(which).toList());
    }

    BodyReader requests() {
        return named("istio_requests_total");
    }

    long sum() {
        return (long) samples.stream().mapToDouble(Sample::value).sum();
    }

    List<String> values(String label) {
        return samples.stream().map(sample -> sample.label(label)).distinct().toList();
    }

    Sample only() {
        if (samples.size() != 1) {
            throw new AssertionError("expected one sample, found " + samples);
        }
        return samples.getFirst();
    }
}
