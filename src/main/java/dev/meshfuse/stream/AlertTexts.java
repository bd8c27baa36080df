package dev.meshfuse.stream;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.budget.Attribution;
import dev.meshfuse.budget.TrackCounts;
import dev.meshfuse.definition.Durations;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.Slo;
import dev.meshfuse.event.AlertEvidence;
import dev.meshfuse.event.FuseInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Puts an alert that fires while a canary is called into inputs of its fuse. */
final class AlertTexts {
    private AlertTexts() {}

    /**
     * An alert, and which part of the errors is the canary's.
     *
     * @param seen the canary, under one objective
     * @param attribution who explains the errors by that objective
     * @param both the sides in the window
     */
    record Found(
            Alert alert,
            ServiceAlerts.Seen seen,
            Attribution attribution,
            TrackCounts.Both both,
            Instant now) {
        static Found of(Alert alert, ServiceAlerts.Seen seen, ServiceBudgets.Look look) {
            Slo slo = seen.shown().slo();
            TrackCounts.Both both = seen.sides().window(ServiceAlerts.WINDOW, look.now());
            Attribution attribution =
                    Attribution.of(
                            both.canary(),
                            both.stable(),
                            look.counts().windowsOf(slo).of(ServiceAlerts.WINDOW).counts(),
                            slo.objective().allowedBadRatio(),
                            seen.shown().fuse().policy().rho(),
                            slo.alerting().alpha());
            return new Found(alert, seen, attribution, both, look.now());
        }

        /** Only what is seen takes a canary out of traffic. */
        boolean explained() {
            return attribution.explains() && unseen() == null;
        }

        /** Why too little is visible to blame anybody, or null. */
        private @Nullable String unseen() {
            return seen.watch().isSeen(now)
                    ? seen.shown().sight().tooLittle()
                    : "No proxy that reports calls of the service could be read lately.";
        }

        private String finds() {
            return unseen() == null ? attribution.finds().name() : "Unseen";
        }

        private String reason() {
            String fires = "The alert %s fires.".formatted(alert.name());
            String unseen = unseen();
            return unseen == null
                    ? fires
                            + " "
                            + attribution.sentence(
                                    "the errors", Durations.format(ServiceAlerts.WINDOW))
                    : fires + " Too little is seen to say whose errors there are: " + unseen;
        }
    }

    /** Identity of an alert for one fuse; an alert may concern several. */
    static String id(Alert alert, Fuse fuse) {
        return "alert/%s@%s/%s".formatted(alert.fingerprint(), alert.startsAt(), fuse.id().name());
    }

    /** What a fuse hears of an alert. */
    static FuseInput.AlertFires fires(String id, Found found) {
        Alert alert = found.alert();
        return new FuseInput.AlertFires(
                found.seen().shown().fuse().id(),
                id,
                found.now(),
                found.reason(),
                new AlertEvidence(
                        alert.name(),
                        alert.fingerprint(),
                        alert.startsAt(),
                        alert.summary(),
                        alert.generatorUrl(),
                        alert.named().labels(),
                        alert.named().by(),
                        errors(found)));
    }

    private static AlertEvidence.Errors errors(Found found) {
        Attribution numbers = found.attribution();
        Fuse fuse = found.seen().shown().fuse();
        Slo slo = found.seen().shown().slo();
        BurnWatch watch = found.seen().watch();
        Instant firstBadAt = found.both().firstBadAt();
        return new AlertEvidence.Errors(
                slo.id().local(),
                slo.objective().toString(),
                ServiceAlerts.WINDOW.toString(),
                BurnTexts.side(numbers.canary()),
                BurnTexts.side(numbers.stable()),
                BurnTexts.side(numbers.whole()),
                numbers.unplacedBad(),
                numbers.expectedRatio(),
                fuse.policy().rho().toPlainString(),
                numbers.excess(),
                numbers.canaryExcess(),
                numbers.share(),
                Attribution.EXPLAINS,
                numbers.pValue(),
                slo.alerting().alpha().toPlainString(),
                found.explained(),
                found.finds(),
                watch.since(),
                fuse.generation(),
                watch.canaryIdentity(),
                watch.toldApartBy(),
                firstBadAt == null ? found.now() : firstBadAt,
                found.now());
    }
}
