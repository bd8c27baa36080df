package dev.meshfuse.web;

import dev.meshfuse.auth.Permission;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Slo;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Objectives. */
@Path("/api/v1/slos")
@Produces(MediaType.APPLICATION_JSON)
public class SloResource {
    private final Definitions.Source definitions;
    private final States states;
    private final Access access;

    SloResource(Definitions.Source definitions, States states, Access access) {
        this.definitions = definitions;
        this.states = states;
        this.access = access;
    }

    /** All that the caller may see, by namespace and name. */
    @GET
    public List<SloView> list() {
        Predicate<String> namespaces = access.namespaces(Permission.OBJECTIVES);
        return definitions.current().slos().values().stream()
                .filter(slo -> namespaces.test(slo.id().namespace()))
                .sorted(Comparator.comparing(Slo::id))
                .map(this::view)
                .toList();
    }

    /** One. */
    @GET
    @Path("/{namespace}/{name}")
    public SloView get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        access.require(Permission.get(Permission.OBJECTIVES, namespace, name));
        return definitions.current().slos().values().stream()
                .filter(slo -> slo.id().local().equals(namespace + "/" + name))
                .findFirst()
                .map(this::view)
                .orElseThrow(() ->
                        Problem.notFound(
                                "no ServiceLevelObjective %s/%s".formatted(namespace, name)));
    }

    private SloView view(Slo slo) {
        return SloView.of(slo, states.slo(slo.id()).orElse(null));
    }
}
