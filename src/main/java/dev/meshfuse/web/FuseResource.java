package dev.meshfuse.web;

import dev.meshfuse.auth.Permission;
import dev.meshfuse.definition.Definitions;
import dev.meshfuse.definition.ResolvedFuse;
import dev.meshfuse.definition.ResourceId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Fuses. */
@Path("/api/v1/fuses")
@Produces(MediaType.APPLICATION_JSON)
public class FuseResource {
    private final Definitions.Source definitions;
    private final States states;
    private final Access access;

    FuseResource(Definitions.Source definitions, States states, Access access) {
        this.definitions = definitions;
        this.states = states;
        this.access = access;
    }

    /** All that the caller may see, by namespace and name. */
    @GET
    public List<FuseView> list() {
        Predicate<String> namespaces = access.namespaces(Permission.FUSES);
        return definitions.current().fuses().values().stream()
                .filter(fuse -> namespaces.test(fuse.fuse().id().namespace()))
                .sorted(Comparator.comparing(fuse -> fuse.fuse().id()))
                .map(this::view)
                .toList();
    }

    /** One. */
    @GET
    @Path("/{namespace}/{name}")
    public FuseView get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        access.require(Permission.get(Permission.FUSES, namespace, name));
        return definitions.current().fuses().values().stream()
                .filter(fuse -> fuse.fuse().id().local().equals(namespace + "/" + name))
                .findFirst()
                .map(this::view)
                .orElseThrow(() -> Problem.notFound("no Fuse %s/%s".formatted(namespace, name)));
    }

    private FuseView view(ResolvedFuse fuse) {
        ResourceId id = fuse.fuse().id();
        return FuseView.of(fuse, states.fuse(id), states.evidence(id, fuse.fuse().slos()));
    }
}
