package dev.meshfuse.definition;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Reads {@code spec.alerting} of a ServiceLevelObjective. */
final class AlertingReader {
    /** A tier is two more windows to keep running; the policy has four. */
    static final int MOST_TIERS = 8;

    /** Kubernetes, "Object Names and IDs": RFC 1123 label names. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private static final BigDecimal LARGEST_ALPHA = new BigDecimal("0.5");

    private final Optional<Objective> objective;
    private final Optional<Duration> window;
    private final Duration interval;

    /** A tier as far as it could be read, and where. */
    private record Read(
            Node node,
            Optional<String> name,
            Optional<Severity> severity,
            Optional<Duration> longWindow,
            Optional<Duration> shortWindow,
            Optional<BigDecimal> burn) {
        Optional<Tier> tier() {
            return name.flatMap(called ->
                    severity.flatMap(urgency ->
                            longWindow.flatMap(wide ->
                                    shortWindow.flatMap(narrow ->
                                            burn.map(rate ->
                                                    new Tier(
                                                            called, urgency, wide, narrow,
                                                            rate))))));
        }
    }

    /**
     * @param objective empty when it has a fault; then what depends on it is not looked at
     * @param window likewise
     * @param interval how often proxies are read
     */
    AlertingReader(Optional<Objective> objective, Optional<Duration> window, Duration interval) {
        this.objective = objective;
        this.window = window;
        this.interval = interval;
    }

    /**
     * @param objectiveNode where a fault goes that a higher objective would mend
     */
    Alerting read(Node node, Node objectiveNode) {
        Node policy = node.field("policy");
        Node tiers = node.field("tiers");
        BigDecimal alpha =
                node.field("alpha")
                        .parsed(AlertingReader::checkedAlpha)
                        .orElse(Alerting.DEFAULT_ALPHA);
        node.nothingElse();
        policy.text()
                .filter(text -> !text.equals(GoogleSre.NAME))
                .ifPresent(text ->
                        policy.fault("is '%s'; there is %s only".formatted(text, GoogleSre.NAME)));
        if (!tiers.isPresent()) {
            return new Alerting(ofPolicy(node, objectiveNode), alpha);
        }
        if (policy.isPresent()) {
            tiers.fault("stands beside policy: an objective has the tiers of one of the two");
        }
        return new Alerting(ownTiers(tiers), alpha);
    }

    private static BigDecimal checkedAlpha(String text) {
        BigDecimal alpha = Decimals.parse(text);
        if (alpha.signum() <= 0 || alpha.compareTo(LARGEST_ALPHA) > 0) {
            throw new IllegalArgumentException(
                    "is %s; it must be above 0 and at most %s".formatted(text, LARGEST_ALPHA));
        }
        return alpha;
    }

    private List<Tier> ofPolicy(Node node, Node objectiveNode) {
        if (window.isEmpty()) {
            return List.of();
        }
        List<Tier> tiers = GoogleSre.tiers(window.get());
        if (tiers.isEmpty()) {
            node.fault(
                    "%s has no tier for a window of %s: its shortest is of %s; write tiers of your own, or 'tiers: []' for none"
                            .formatted(
                                    GoogleSre.NAME,
                                    Durations.format(window.get()),
                                    Durations.format(GoogleSre.shortestWindow())));
        }
        for (Tier tier : tiers) {
            String why = tooShortToBeSeen(tier.shortWindow());
            if (!why.isEmpty()) {
                node.fault("tier %s of %s: %s".formatted(tier.name(), GoogleSre.NAME, why));
            }
        }
        objective.ifPresent(value ->
                tiers.stream()
                        .filter(tier -> neverFires(tier.burn(), value))
                        .findFirst()
                        .ifPresent(tier ->
                                objectiveNode.fault(policyNeverFires(tier, value, window.get()))));
        return tiers;
    }

    private List<Tier> ownTiers(Node node) {
        List<Node> items = node.items().orElse(List.of());
        if (items.size() > MOST_TIERS) {
            node.fault("has %d tiers; at most %d are kept".formatted(items.size(), MOST_TIERS));
        }
        Set<String> names = new HashSet<>();
        List<Tier> tiers = new ArrayList<>();
        for (Node item : items) {
            Read read = tier(item.required());
            read.name()
                    .filter(name -> !names.add(name))
                    .ifPresent(name ->
                            item.field("name").fault("is '%s' a second time".formatted(name)));
            read.tier().ifPresent(tiers::add);
        }
        return tiers;
    }

    private Read tier(Node node) {
        Read read =
                new Read(
                        node,
                        node.field("name").required().parsed(AlertingReader::checkedLabel),
                        node.field("severity").required().oneOf(Severity.class),
                        node.field("long").required().parsed(Durations::parseSlots),
                        node.field("short").required().parsed(Durations::parseSlots),
                        node.field("burn").required().parsed(AlertingReader::checkedBurn));
        node.nothingElse();
        windowsFit(read);
        both(
                objective,
                read.burn(),
                (value, burn) -> {
                    if (neverFires(burn, value)) {
                        node.field("burn").fault(ownNeverFires(burn, value));
                    }
                });
        return read;
    }

    private void windowsFit(Read read) {
        both(
                read.shortWindow(),
                read.longWindow(),
                (narrow, wide) -> {
                    if (narrow.compareTo(wide) >= 0) {
                        read.node()
                                .field("short")
                                .fault(
                                        "is %s; it must be shorter than long, which is %s"
                                                .formatted(
                                                        Durations.format(narrow),
                                                        Durations.format(wide)));
                    }
                });
        both(
                read.longWindow(),
                window,
                (wide, whole) -> {
                    if (wide.compareTo(whole) > 0) {
                        read.node()
                                .field("long")
                                .fault(
                                        "is %s; it must not be longer than the window of the budget, %s"
                                                .formatted(
                                                        Durations.format(wide),
                                                        Durations.format(whole)));
                    }
                });
        read.shortWindow()
                .map(this::tooShortToBeSeen)
                .filter(why -> !why.isEmpty())
                .ifPresent(why -> read.node().field("short").fault(why));
    }

    /** Why most short windows would have no reading in them; empty when each has one. */
    private String tooShortToBeSeen(Duration window) {
        if (window.compareTo(interval) >= 0) {
            return "";
        }
        return "is %s, but proxies are read every %s only (meshfuse.telemetry.interval); the smallest that works is %s"
                .formatted(
                        Durations.format(window),
                        Durations.format(interval),
                        Durations.format(Durations.slotsAround(interval)));
    }

    private static String checkedLabel(String text) {
        if (!LABEL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a name: lower-case letters, digits and '-' only, at most 63");
        }
        return text;
    }

    private static BigDecimal checkedBurn(String text) {
        BigDecimal burn = Decimals.parse(text);
        if (burn.signum() <= 0) {
            throw new IllegalArgumentException("is %s; it must be above 0".formatted(text));
        }
        return burn;
    }

    /** A total outage burns at {@code 1 / allowed}, and a tier fires above its rate only. */
    private static boolean neverFires(BigDecimal burn, Objective objective) {
        return burn.multiply(objective.allowedBadRatio()).compareTo(BigDecimal.ONE) >= 0;
    }

    private static String policyNeverFires(Tier tier, Objective objective, Duration window) {
        return "is %s: tier %s of %s, %sx over a window of %s, could never fire, as a total outage burns at %sx; it needs an objective above %s%%, or tiers of your own that are below %sx"
                .formatted(
                        objective,
                        tier.name(),
                        GoogleSre.NAME,
                        Decimals.format(tier.burn()),
                        Durations.format(window),
                        outage(objective),
                        Decimals.format(lowestObjective(tier.burn())),
                        outage(objective));
    }

    private static String ownNeverFires(BigDecimal burn, Objective objective) {
        return "is %s: the tier could never fire, as with an objective of %s a total outage burns at %sx; it must be below that"
                .formatted(Decimals.format(burn), objective, outage(objective));
    }

    /** Rounded down, so that what is below it can fire. */
    private static String outage(Objective objective) {
        return Decimals.format(
                BigDecimal.ONE.divide(objective.allowedBadRatio(), 2, RoundingMode.DOWN));
    }

    /** In percent; rounded up, so that what is above it lets the tier fire. */
    private static BigDecimal lowestObjective(BigDecimal burn) {
        return BigDecimal.ONE
                .subtract(BigDecimal.ONE.divide(burn, 5, RoundingMode.DOWN))
                .movePointRight(2);
    }

    private static <A, B> void both(Optional<A> one, Optional<B> other, BiConsumer<A, B> then) {
        one.ifPresent(a -> other.ifPresent(b -> then.accept(a, b)));
    }
}
