package dev.meshfuse.web;

import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.Slo;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;

/** Objectives. */
@Path("/api/v1/slos")
@Produces(MediaType.APPLICATION_JSON)
public class SloResource {
    private final Definitions.Source definitions;
    private final States states;

    SloResource(Definitions.Source definitions, States states) {
        this.definitions = definitions;
        this.states = states;
    }

    /** All of them, by namespace and name. */
    @GET
    public List<SloView> list() {
        return definitions.current().slos().values().stream()
                .sorted(Comparator.comparing(Slo::id))
                .map(this::view)
                .toList();
    }

    /** One. */
    @GET
    @Path("/{namespace}/{name}")
    public SloView get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
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
