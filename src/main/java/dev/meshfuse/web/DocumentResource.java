package dev.meshfuse.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What this program came with: runbooks of its alerts, and schemas of its events. */
@Path("/")
@ForAnybody
public class DocumentResource {
    /** No slash, and no dot at the beginning: it leads nowhere else. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

    /** What to do about an alert. The ending {@code .md} may be left out. */
    @GET
    @Path("runbooks/{name}")
    @Produces("text/markdown;charset=UTF-8")
    public String runbook(@PathParam("name") String name) {
        return shipped("runbooks/", name, ".md")
                .orElseThrow(() -> Problem.notFound("no runbook '%s'".formatted(name)));
    }

    /** What the data of a type of event looks like. The ending {@code .json} may be left out. */
    @GET
    @Path("schemas/{name}")
    @Produces("application/schema+json")
    public String schema(@PathParam("name") String name) {
        return shipped("schemas/", name, ".json")
                .orElseThrow(() -> Problem.notFound("no schema '%s'".formatted(name)));
    }

    private static Optional<String> shipped(String folder, String name, String ending) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        String file = folder + (name.endsWith(ending) ? name : name + ending);
        try (InputStream in =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Problem.notFound("'%s' cannot be read".formatted(name));
        }
    }
}
