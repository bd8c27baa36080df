package dev.meshfuse.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds to the description of the API what holds for all of it: who may ask, and what errors are.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
    private static final String BEARER = "bearer";
    private static final String PROBLEM = "Problem";

    /** By status. */
    private static final Map<String, String> PROBLEMS =
            Map.of(
                    "400", "The request cannot be understood; the detail says all that is wrong",
                    "401", "A bearer token is missing, or is nobody's",
                    "403", "The permission that the detail names is missing",
                    "404", "There is no such object",
                    "503", "It cannot be answered now; Retry-After says when to ask again");

    private static final Map<String, String> PROBLEMS_OF_COMMANDS =
            Map.of(
                    "413", "The body is too long",
                    "415", "The body is not JSON in UTF-8");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSecurityScheme(
                        BEARER,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme(BEARER)
                                .description(
                                        "A token of the cluster, unless meshfuse.auth.mode=none"))
                .addSchema(PROBLEM, problem());
        api.getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations()
                                .forEach((method, operation) ->
                                        describe(operation, method.name().equals("POST"))));
    }

    private static void describe(Operation operation, boolean isCommand) {
        operation.addSecurityRequirement(
                OASFactory.createSecurityRequirement().addScheme(BEARER, List.of()));
        Map<String, String> problems = new LinkedHashMap<>(PROBLEMS);
        if (isCommand) {
            problems.putAll(PROBLEMS_OF_COMMANDS);
        }
        problems.forEach((status, meaning) ->
                operation.getResponses().addAPIResponse(status, response(meaning)));
    }

    private static APIResponse response(String meaning) {
        Content content =
                OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE.toString(),
                                OASFactory.createMediaType()
                                        .schema(
                                                OASFactory.createSchema()
                                                        .ref("#/components/schemas/" + PROBLEM)));
        return OASFactory.createAPIResponse().description(meaning).content(content);
    }

    /** RFC 9457. */
    private static Schema problem() {
        Schema text = OASFactory.createSchema().addType(Schema.SchemaType.STRING);
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty("type", text)
                .addProperty("title", text)
                .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
                .addProperty("detail", text);
    }
}
