package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Definitions of custom resources, and what their schemas do to objects. */
class SchemaTest extends ServerTest {
    private static final String DEFINITION =
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: lamps.test.dev}
            spec:
              group: test.dev
              scope: Namespaced
              names: {plural: lamps, kind: Lamp}
              versions:
                - name: v1
                  served: true
                  storage: true
                  subresources: {status: {}}
                  selectableFields: [{jsonPath: .spec.color}]
                  schema:
                    openAPIV3Schema:
                      type: object
                      required: [spec]
                      properties:
                        spec:
                          type: object
                          required: [color]
                          properties:
                            color: {type: string, enum: [red, blue]}
                            watts: {type: integer, minimum: 0, exclusiveMinimum: true, default: 60}
                            name: {type: string, pattern: '^[a-z]+$', maxLength: 5}
                            port: {x-kubernetes-int-or-string: true}
                            note: {type: string, nullable: true}
                            parts:
                              type: array
                              minItems: 1
                              items:
                                type: object
                                required: [id]
                                properties:
                                  id: {type: string}
                                  count: {type: integer, default: 1}
                            tags: {type: object, additionalProperties: {type: string}}
                            free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                        status:
                          type: object
                          properties: {lit: {type: boolean}}
            """;

    @BeforeEach
    void define() {
        kubernetes.apply(DEFINITION);
    }

    private static GenericKubernetesResource lamp(String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: test.dev/v1
                kind: Lamp
                metadata: {name: a, namespace: default}
                spec: %s
                """
                        .formatted(spec),
                GenericKubernetesResource.class);
    }

    private String created(String spec) {
        return Serialization.asJson(client.resource(lamp(spec)).create().get("spec"));
    }

    @Test
    void definitionIsEstablishedAtOnce() {
        assertThat(
                        client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .withName("lamps.test.dev")
                                .get()
                                .getStatus()
                                .getConditions())
                .anySatisfy(c -> {
                    assertThat(c.getType()).isEqualTo("Established");
                    assertThat(c.getStatus()).isEqualTo("True");
                });
    }

    @Test
    void allFaultsAreReportedAtOnce() {
        KubernetesClientException e =
                refusal(
                        422,
                        () ->
                                created(
                                        """
                                        {color: green, watts: 0, name: UPPERCASE, parts: [{count: x}],
                                         tags: {a: 1}}
                                        """));
        assertThat(e.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(e.getStatus().getMessage()).startsWith("Lamp.test.dev \"a\" is invalid: [");
        assertThat(e.getStatus().getDetails().getCauses())
                .extracting(StatusCause::getField)
                .containsExactlyInAnyOrder(
                        "spec.color",
                        "spec.watts",
                        "spec.name",
                        "spec.name",
                        "spec.parts[0].id",
                        "spec.parts[0].count",
                        "spec.tags.a");
        assertThat(e.getStatus().getDetails().getCauses())
                .extracting(StatusCause::getMessage)
                .contains(
                        "Unsupported value: \"green\": supported values: \"red\", \"blue\"",
                        "Required value",
                        "Invalid value: 0: spec.watts in body should be greater than 0",
                        "Invalid value: \"x\": spec.parts[0].count in body must be of type integer:"
                                + " \"string\"");
    }

    @Test
    void missingRequiredFieldIsRefused() {
        KubernetesClientException e = refusal(422, () -> created("{watts: 5}"));
        assertThat(e.getStatus().getMessage())
                .isEqualTo("Lamp.test.dev \"a\" is invalid: spec.color: Required value");
    }

    @Test
    void unknownFieldsArePruned() {
        assertThat(created("{color: red, watts: 5, size: 3, free: {size: 3}, tags: {size: big}}"))
                .isEqualTo(
                        "{\"color\":\"red\",\"watts\":5,\"free\":{\"size\":3},\"tags\":{\"size\":\"big\"}}");
    }

    @Test
    void defaultsAreSet() {
        assertThat(created("{color: red, parts: [{id: a}]}"))
                .isEqualTo(
                        "{\"color\":\"red\",\"parts\":[{\"id\":\"a\",\"count\":1}],\"watts\":60}");
    }

    @Test
    void integersAndStringsBothFitIntOrString() {
        assertThat(created("{color: red, watts: 5, port: http}")).contains("\"port\":\"http\"");
    }

    @Test
    void strictFieldValidationRefusesUnknownFields() {
        KubernetesClientException e =
                refusal(
                        400,
                        () ->
                                client.resource(lamp("{color: red, size: 3}"))
                                        .fieldValidation(FieldValidateable.Validation.STRICT)
                                        .create());
        assertThat(e.getStatus().getMessage())
                .endsWith("strict decoding error: unknown field \"spec.size\"");
    }

    @Test
    void statusIsItsOwnSubresource() {
        client.resource(lamp("{color: red}")).create();
        GenericKubernetesResource lit = lamp("{color: blue}");
        lit.setAdditionalProperty("status", Map.of("lit", true));
        GenericKubernetesResource updated = client.resource(lit).patchStatus();
        assertThat(Serialization.asJson(updated.get("status"))).isEqualTo("{\"lit\":true}");
        assertThat(Serialization.asJson(updated.get("spec"))).contains("red");
    }

    @Test
    void selectableFieldsOfADefinitionSelect() {
        client.resource(lamp("{color: red}")).create();
        assertThat(
                        client.genericKubernetesResources("test.dev/v1", "Lamp")
                                .inNamespace("default")
                                .withField("spec.color", "blue")
                                .list()
                                .getItems())
                .isEmpty();
    }

    @Test
    void definitionWithoutASchemaIsRefused() {
        KubernetesClientException e =
                refusal(
                        422,
                        () ->
                                client.resource(
                                                """
                                                apiVersion: apiextensions.k8s.io/v1
                                                kind: CustomResourceDefinition
                                                metadata: {name: keys.test.dev}
                                                spec:
                                                  group: test.dev
                                                  scope: Cluster
                                                  names: {plural: keys, kind: Key}
                                                  versions: [{name: v1, served: true, storage: true}]
                                                """)
                                        .create());
        assertThat(e.getStatus().getMessage()).contains("schemas are required");
    }

    @Test
    void deletedDefinitionTakesItsObjectsWithIt() {
        client.resource(lamp("{color: red}")).create();
        client.resource(DEFINITION).delete();
        kubernetes.apply(DEFINITION);
        assertThat(client.resource(lamp("{color: red}")).get()).isNull();
    }
}
