package dev.meshfuse.web;

import dev.meshfuse.alert.Alert;
import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert as the API shows it.
 *
 * @param name its label {@code alertname}
 * @param fingerprint identity of its labels, as Alertmanager tells it
 * @param fires whether it fires
 * @param startsAt since when it fires, or fired
 * @param endsAt when it was resolved; null while it fires, or where that was not told
 * @param heardAt when Alertmanager last told of it
 * @param labels its labels
 * @param summary its annotation {@code summary}, else {@code description}
 * @param generatorUrl where what has found it is shown
 * @param receiver name of Alertmanager's receiver
 * @param truncatedAlerts how many alerts Alertmanager cut off from the message that told of it
 * @param service the service it is about, {@code namespace/name}; null where it is about nothing
 *     here
 * @param slo the objective it is about; null where it is about all of them
 * @param fuse the fuse it is about; null where it is about all of them
 * @param because how that was found, or why it is about nothing
 * @param byLabels the labels that told it
 * @param fuses the fuses that hear of it
 */
public record AlertView(
        String name,
        String fingerprint,
        boolean fires,
        Instant startsAt,
        @Nullable Instant endsAt,
        Instant heardAt,
        Map<String, String> labels,
        String summary,
        String generatorUrl,
        String receiver,
        long truncatedAlerts,
        @Nullable String service,
        @Nullable String slo,
        @Nullable String fuse,
        String because,
        Map<String, String> byLabels,
        List<String> fuses) {
    static AlertView of(KnownAlerts.Standing standing, Subject subject, List<String> fuses) {
        Alert alert = standing.alert();
        return new AlertView(
                alert.name(),
                alert.fingerprint(),
                standing.fires(),
                alert.startsAt(),
                alert.endsAt(),
                standing.heardAt(),
                alert.labels(),
                alert.summary(),
                alert.generatorUrl(),
                alert.receiver(),
                alert.truncated(),
                subject.service() == null ? null : subject.service().local(),
                subject.slo() == null ? null : subject.slo().local(),
                subject.fuse() == null ? null : subject.fuse().local(),
                subject.reason(),
                alert.named().labels(),
                fuses);
    }
}
