package dev.meshfuse.definition;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the spec of a ServiceLevelObjective. */
final class SloReader implements DefinitionReader.SpecReader<Slo> {
    /** Period of the SRE workbook's table 5-8, and the usual one. */
    static final Duration DEFAULT_WINDOW = Duration.ofDays(30);

    /** A quarter: what the slots of a budget are kept for. */
    static final Duration LONGEST_WINDOW = Duration.ofDays(90);

    private final Optional<ResourceId> id;
    private final long generation;
    private final Duration interval;

    /**
     * @param interval how often proxies are read
     */
    SloReader(Optional<ResourceId> id, long generation, Duration interval) {
        this.id = id;
        this.generation = generation;
        this.interval = interval;
    }

    @Override
    public Optional<Slo> read(Node spec) {
        Optional<ResourceId> service = service(spec.field("service").required());
        Optional<Indicator> indicator = indicator(spec.field("indicator"));
        CountingPolicy counting = counting(spec.field("counting"));
        Optional<Objective> objective = spec.field("objective").required().parsed(Objective::parse);
        Optional<Duration> window = window(spec.field("window"));
        Alerting alerting =
                new AlertingReader(objective, window, interval)
                        .read(spec.field("alerting"), spec.field("objective"));
        spec.nothingElse();
        return id.flatMap(known ->
                service.flatMap(named ->
                        indicator.flatMap(measured ->
                                objective.flatMap(value ->
                                        window.map(length ->
                                                new Slo(
                                                        known,
                                                        generation,
                                                        named,
                                                        measured,
                                                        value,
                                                        length,
                                                        counting,
                                                        alerting))))));
    }

    private Optional<ResourceId> service(Node node) {
        Optional<String> name = node.field("name").required().parsed(SloReader::serviceName);
        node.nothingElse();
        return id.flatMap(
                self -> name.map(local -> new ResourceId(self.cluster(), self.namespace(), local)));
    }

    private static String serviceName(String text) {
        if (text.contains(".")) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not the name of a service in this namespace: an SLO lives in"
                            + " its service's namespace and names it without one, such as 'cart'");
        }
        return DefinitionReader.checkedName(text);
    }

    private static Optional<Indicator> indicator(Node node) {
        Node availability = node.field("availability");
        Node latency = node.field("latency");
        Node threshold = latency.field("threshold");
        availability.nothingElse();
        latency.nothingElse();
        node.nothingElse();
        if (availability.isPresent() && latency.isPresent()) {
            latency.fault("stands beside availability: an objective measures one of the two");
        }
        if (latency.isPresent()) {
            return threshold.required().parsed(Indicator.Latency::parse).map(Indicator.class::cast);
        }
        if (node.isPresent() && !availability.isPresent()) {
            node.fault("needs availability or latency");
        }
        return Optional.of(new Indicator.Availability());
    }

    private static CountingPolicy counting(Node node) {
        CountingPolicy standard = CountingPolicy.DEFAULT;
        CountingPolicy.Reporter reporter =
                node.field("reporter")
                        .oneOf(CountingPolicy.Reporter.class)
                        .orElse(standard.reporter());
        Set<String> badHttp =
                set(
                        node.field("badHttp"),
                        standard.badHttp(),
                        item -> item.required().parsed(CountingPolicy::checkedHttp));
        Set<Integer> badGrpc =
                set(
                        node.field("badGrpc"),
                        standard.badGrpc(),
                        item ->
                                item.required()
                                        .integer()
                                        .flatMap(code ->
                                                item.tried(
                                                        () -> CountingPolicy.checkedGrpc(code))));
        CountingPolicy.CallerGone callerGone =
                node.field("callerGone")
                        .oneOf(CountingPolicy.CallerGone.class)
                        .orElse(standard.callerGone());
        node.nothingElse();
        return new CountingPolicy(reporter, badHttp, badGrpc, callerGone);
    }

    private static <T> Set<T> set(Node node, Set<T> otherwise, Function<Node, Optional<T>> read) {
        Optional<List<Node>> items = node.items();
        if (items.isEmpty()) {
            return otherwise;
        }
        Set<T> values = new HashSet<>();
        for (Node item : items.get()) {
            read.apply(item).ifPresent(values::add);
        }
        return values;
    }

    /** Empty when there is a fault. */
    private static Optional<Duration> window(Node node) {
        Node calendar = node.field("calendar");
        if (calendar.isPresent()) {
            calendar.fault("is not kept: this version keeps rolling windows only");
        }
        Node rolling = node.field("rolling");
        if (node.isPresent() && !calendar.isPresent()) {
            rolling.required();
        }
        node.nothingElse();
        return node.isPresent()
                ? rolling.parsed(SloReader::checkedWindow)
                : Optional.of(DEFAULT_WINDOW);
    }

    private static Duration checkedWindow(String text) {
        Duration window = Durations.parseSlots(text);
        if (window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    "'%s' must be at most %s".formatted(text, Durations.format(LONGEST_WINDOW)));
        }
        return window;
    }
}
