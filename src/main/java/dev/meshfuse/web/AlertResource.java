package dev.meshfuse.web;

import dev.meshfuse.alert.KnownAlerts;
import dev.meshfuse.alert.Subject;
import dev.meshfuse.auth.Permission;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Fuse;
import dev.meshfuse.definition.ResourceId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Alerts that Alertmanager has told of. */
@Path("/api/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
public class AlertResource {
    /** Who may see all namespaces may see what is of none. */
    private static final String ALL = "";

    private final KnownAlerts known;
    private final Definitions.Source definitions;
    private final Access access;

    AlertResource(KnownAlerts known, Definitions.Source definitions, Access access) {
        this.known = known;
        this.definitions = definitions;
        this.access = access;
    }

    /** All that the caller may see, those that fire first. */
    @GET
    @Operation(
            summary = "What Alertmanager has told of, and what it is about",
            description =
                    "Alerts that fire, then those that were resolved lately. An alert about a service"
                            + " is shown to who may list fuses in its namespace, one that is about"
                            + " nothing here to who may list them in all.")
    public List<AlertView> list() {
        Definitions current = definitions.current();
        Predicate<String> namespaces = access.namespaces(Permission.FUSES);
        Map<String, Boolean> seen = new HashMap<>();
        List<AlertView> shown = new ArrayList<>();
        for (KnownAlerts.Standing standing : known.all()) {
            Subject subject = Subject.of(standing.alert().named(), current);
            ResourceId service = subject.service();
            String namespace = service == null ? ALL : service.namespace();
            if (seen.computeIfAbsent(namespace, namespaces::test)) {
                shown.add(AlertView.of(standing, subject, fuses(subject, current)));
            }
        }
        return shown;
    }

    private static List<String> fuses(Subject subject, Definitions current) {
        return current.fuses().values().stream()
                .filter(subject::concerns)
                .filter(fuse -> fuse.fuse().triggers().contains(Fuse.Trigger.Alerts))
                .map(fuse -> fuse.fuse().id().local())
                .sorted()
                .toList();
    }
}
