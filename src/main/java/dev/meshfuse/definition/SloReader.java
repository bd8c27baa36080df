package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

    private static final String POLICY = "google-sre";

    /** Burn rate of the fastest page at the default window; SRE workbook, chapter 5, table 5-8. */
    private static final BigDecimal FASTEST_PAGE = new BigDecimal("14.4");

    private final Optional<ResourceId> id;
    private final long generation;

    SloReader(Optional<ResourceId> id, long generation) {
        this.id = id;
        this.generation = generation;
    }

    @Override
    public Optional<Slo> read(Node spec) {
        Optional<ResourceId> service = service(spec.field("service").required());
        Optional<Indicator> indicator = indicator(spec.field("indicator"));
        CountingPolicy counting = counting(spec.field("counting"));
        Optional<Objective> objective = spec.field("objective").required().parsed(Objective::parse);
        Duration window = window(spec.field("window"));
        alerting(spec.field("alerting"));
        spec.nothingElse();
        objective.ifPresent(value -> fastestPageCanFire(spec.field("objective"), value, window));
        return id.flatMap(known ->
                service.flatMap(named ->
                        indicator.flatMap(measured ->
                                objective.map(value ->
                                        new Slo(
                                                known,
                                                generation,
                                                named,
                                                measured,
                                                value,
                                                window,
                                                counting,
                                                Alerting.GOOGLE_SRE)))));
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

    private static Duration window(Node node) {
        Node calendar = node.field("calendar");
        if (calendar.isPresent()) {
            calendar.fault("is not kept: this version keeps rolling windows only");
        }
        Node rolling = node.field("rolling");
        if (node.isPresent() && !calendar.isPresent()) {
            rolling.required();
        }
        node.nothingElse();
        return rolling.parsed(SloReader::checkedWindow).orElse(DEFAULT_WINDOW);
    }

    private static Duration checkedWindow(String text) {
        Duration window = Durations.parse(text);
        if (window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException(
                    "'%s' must be longer than zero and at most %s"
                            .formatted(text, Durations.format(LONGEST_WINDOW)));
        }
        return window;
    }

    private static void alerting(Node node) {
        Node tiers = node.field("tiers");
        if (tiers.isPresent()) {
            tiers.fault(
                    "cannot be set: this version alerts by the policy %s only".formatted(POLICY));
        }
        Node policy = node.field("policy");
        policy.text()
                .filter(text -> !text.equals(POLICY))
                .ifPresent(text ->
                        policy.fault("is '%s'; this version has %s only".formatted(text, POLICY)));
        node.nothingElse();
    }

    /**
     * A total outage burns at {@code 1 / allowed}; a tier above that can never fire. The burn rate
     * of a tier is in proportion to the window: it stands for a fixed share of the budget.
     */
    private static void fastestPageCanFire(Node node, Objective objective, Duration window) {
        BigDecimal rate =
                FASTEST_PAGE
                        .multiply(BigDecimal.valueOf(window.toMillis()))
                        .divide(BigDecimal.valueOf(DEFAULT_WINDOW.toMillis()), 6, RoundingMode.UP);
        if (rate.multiply(objective.allowedBadRatio()).compareTo(BigDecimal.ONE) >= 0) {
            node.fault(
                    "is %s: the fastest page of %s, %sx over a window of %s, could never fire, as a total outage burns at %sx"
                            .formatted(
                                    objective,
                                    POLICY,
                                    plain(rate),
                                    Durations.format(window),
                                    plain(
                                            BigDecimal.ONE.divide(
                                                    objective.allowedBadRatio(),
                                                    2,
                                                    RoundingMode.HALF_UP))));
        }
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }
}
