package dev.meshfuse.alert;

import dev.meshfuse.alert.FuseStanding.Done;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.definition.Severity;
import dev.meshfuse.event.FuseEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which alerts stand, and what they say. {@code docs/alerts.md} has the same as a table.
 *
 * <p>Labels hold nothing that changes while an alert stands: episodes, numbers and reasons are in
 * annotations.
 */
public final class AlertRules {
    /**
     * For so long a failed action is told at least, and then while a breach is open. No event says
     * that a canary which could not be taken out has stopped to fail.
     */
    static final Duration FAILURE_TOLD_FOR = Duration.ofHours(1);

    /** What a webhook or an API server answered may be of any length; in characters. */
    static final int LONGEST_TEXT = 1_000;

    /** What of a fuse's doings shows that it can act again. */
    private static final Set<FuseEvent.Type> ACTED =
            Set.of(
                    FuseEvent.Type.TRIPPED,
                    FuseEvent.Type.VERIFIED,
                    FuseEvent.Type.HELD,
                    FuseEvent.Type.RELEASED,
                    FuseEvent.Type.RESET,
                    FuseEvent.Type.CONTESTED);

    private static final String INEFFECTIVE = "/ineffective";

    private final AlertLinks links;

    public AlertRules(AlertLinks links) {
        this.links = links;
    }

    /** The alert of an open breach. */
    public OutgoingAlert ofBreach(OpenBreach breach) {
        Severity severity = breach.severity();
        BigDecimal remaining = breach.remainingRatio();
        String left =
                remaining == null
                        ? ""
                        : " %s %% of the budget is left."
                                .formatted(
                                        remaining
                                                .movePointRight(2)
                                                .setScale(1, RoundingMode.FLOOR)
                                                .toPlainString());
        Map<String, String> labels = labels(breach.slo(), breach.service());
        labels.put("slo", breach.slo().name());
        return alert(
                AlertName.MeshfuseBudgetBurn,
                severity == Severity.Page ? AlertUrgency.Page : AlertUrgency.Ticket,
                labels,
                "%s burns the error budget of %s (%s) too fast."
                        .formatted(
                                breach.service().local(), breach.slo().name(), breach.objective()),
                "Noticed by %s.%s %s".formatted(breach.cause(), left, breach.explanation()),
                breach.openedAt(),
                links.slo(breach.slo()));
    }

    /** The alerts about a fuse. */
    public List<OutgoingAlert> ofFuse(FuseStanding fuse, Instant now) {
        List<OutgoingAlert> alerts = new ArrayList<>();
        ofPhase(fuse).ifPresent(alerts::add);
        held(fuse).ifPresent(alerts::add);
        failed(fuse, now).ifPresent(alerts::add);
        fuse.blind().forEach((slo, why) -> blind(fuse, slo, why).ifPresent(alerts::add));
        return alerts;
    }

    /** Words of {@code FusePhase}, which this package may not know; a test compares them. */
    private Optional<OutgoingAlert> ofPhase(FuseStanding fuse) {
        return switch (fuse.phase()) {
            case "Tripped", "Verified" ->
                    of(
                            AlertName.MeshfuseCanaryReverted,
                            fuse,
                            "The canary of %s was taken out of traffic.",
                            done -> done.type() == FuseEvent.Type.TRIPPED,
                            AlertUrgency.Ticket);
            case "Ineffective" ->
                    of(
                            AlertName.MeshfuseCanaryStillCalled,
                            fuse,
                            "The canary of %s was taken out of traffic, and is still called.",
                            AlertRules::isIneffective,
                            AlertUrgency.Ticket);
            case "Contested" ->
                    of(
                            AlertName.MeshfuseCanaryContested,
                            fuse,
                            "Somebody gave the canary of %s its weight back.",
                            done -> done.type() == FuseEvent.Type.CONTESTED,
                            AlertUrgency.Ticket);
            case "LeftAlone" ->
                    of(
                            AlertName.MeshfuseCanaryLeftAlone,
                            fuse,
                            "The canary of %s got its weight back too often, and is left alone.",
                            done -> done.type() == FuseEvent.Type.CONTESTED,
                            AlertUrgency.Page);
            default -> Optional.empty();
        };
    }

    private Optional<OutgoingAlert> of(
            AlertName name,
            FuseStanding fuse,
            String summary,
            Predicate<Done> cause,
            AlertUrgency least) {
        // What is older than the history still stands; the oldest entry is the best that is known.
        Optional<Done> found =
                fuse.newest(cause)
                        .or(() ->
                                fuse.history().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(fuse.history().getLast()));
        return found.map(done -> {
            boolean known = cause.test(done);
            AlertUrgency urgency =
                    known && done.page()
                            ? AlertUrgency.Page
                            : known && done.commanded() ? AlertUrgency.Info : least;
            return alert(
                    name,
                    urgency,
                    labels(fuse),
                    summary.formatted(fuse.service().local()),
                    known ? done.summary() : summary.formatted(fuse.service().local()),
                    done.at(),
                    links.fuse(fuse.fuse()));
        });
    }

    private Optional<OutgoingAlert> held(FuseStanding fuse) {
        Collection<Done> holds = Holds.of(fuse);
        boolean onlyCommands = holds.stream().allMatch(Done::commanded);
        return holds.stream()
                .filter(done -> done.commanded() == onlyCommands)
                .findFirst()
                .map(done ->
                        alert(
                                AlertName.MeshfuseCanaryHeld,
                                onlyCommands ? AlertUrgency.Info : AlertUrgency.Ticket,
                                labels(fuse),
                                "The canary of %s gets no more traffic for now."
                                        .formatted(fuse.service().local()),
                                done.summary(),
                                done.at(),
                                links.fuse(fuse.fuse())));
    }

    private Optional<OutgoingAlert> failed(FuseStanding fuse, Instant now) {
        return fuse.newest(done ->
                        ACTED.contains(done.type())
                                || (done.type() == FuseEvent.Type.FAILED && !isIneffective(done)))
                .filter(done -> done.type() == FuseEvent.Type.FAILED)
                .filter(done -> fuse.breached() || done.at().plus(FAILURE_TOLD_FOR).isAfter(now))
                .map(done ->
                        alert(
                                AlertName.MeshfuseActionFailed,
                                AlertUrgency.Page,
                                labels(fuse),
                                "The fuse of %s wanted to act and could not."
                                        .formatted(fuse.service().local()),
                                done.summary(),
                                done.at(),
                                links.fuse(fuse.fuse())));
    }

    /** Not before the fuse has said it, which it does when it lasts. */
    private Optional<OutgoingAlert> blind(FuseStanding fuse, ResourceId slo, String why) {
        Map<String, String> labels = labels(fuse);
        labels.put("slo", slo.name());
        return fuse.newest(done ->
                        done.type() == FuseEvent.Type.BLIND
                                && done.episode().startsWith("blind/" + slo.name() + "@"))
                .map(done ->
                        alert(
                                AlertName.MeshfuseCanaryBlind,
                                AlertUrgency.Ticket,
                                labels,
                                "The canary of %s cannot be judged by %s."
                                        .formatted(fuse.service().local(), slo.name()),
                                why,
                                done.at(),
                                links.fuse(fuse.fuse())));
    }

    private static boolean isIneffective(Done done) {
        return done.type() == FuseEvent.Type.FAILED && done.episode().endsWith(INEFFECTIVE);
    }

    private static Map<String, String> labels(FuseStanding fuse) {
        Map<String, String> labels = labels(fuse.fuse(), fuse.service());
        labels.put("fuse", fuse.fuse().name());
        return labels;
    }

    private static Map<String, String> labels(ResourceId about, ResourceId service) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("cluster", about.cluster());
        labels.put("namespace", about.namespace());
        labels.put("service", service.name());
        return labels;
    }

    private OutgoingAlert alert(
            AlertName name,
            AlertUrgency urgency,
            Map<String, String> labels,
            String summary,
            String description,
            Instant startsAt,
            Optional<URI> link) {
        labels.put("alertname", name.name());
        labels.put("severity", urgency.word());
        Map<String, String> annotations = new TreeMap<>();
        annotations.put("summary", cut(summary));
        annotations.put("description", cut(description));
        links.runbook(name).ifPresent(url -> annotations.put("runbook_url", url.toString()));
        return OutgoingAlert.of(labels, annotations, startsAt, link.orElse(null));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
    }
}
