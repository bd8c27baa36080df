package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.istio.api.networking.v1.VirtualService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The patch formats, and who owns a field after them. */
class PatchTest extends ServerTest {
    @Test
    void stalePatchWithAResourceVersionIsAConflict() {
        kubernetes.apply(VIRTUAL_SERVICE);
        String stale = virtualService().getMetadata().getResourceVersion();
        jsonPatch("[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]");
        String patch =
                "{\"metadata\":{\"resourceVersion\":\"" + stale + "\",\"labels\":{\"a\":\"c\"}}}";
        refusal(
                409,
                () ->
                        client.resources(VirtualService.class)
                                .inNamespace("default")
                                .withName("checkout")
                                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    @Test
    void failingTestOperationOfAJsonPatchIsInvalidAndChangesNothing() {
        kubernetes.apply(VIRTUAL_SERVICE);
        String before = virtualService().getMetadata().getResourceVersion();
        KubernetesClientException e =
                refusal(
                        422,
                        () ->
                                jsonPatch(
                                        """
                                        [{"op":"test","path":"/spec/http/0/route/1/weight","value":50},
                                         {"op":"replace","path":"/spec/http/0/route/1/weight","value":0}]
                                        """));
        assertThat(e.getStatus().getReason()).isEqualTo("Invalid");
        assertThat(e.getStatus().getMessage())
                .isEqualTo("the server rejected our request due to an error in our request");
        assertThat(virtualService().getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void patchThatChangesNothingKeepsTheVersion() {
        kubernetes.apply(VIRTUAL_SERVICE);
        String before = virtualService().getMetadata().getResourceVersion();
        jsonPatch("[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":90}]");
        assertThat(virtualService().getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void dryRunPatchAnswersTheResultAndChangesNothing() {
        client.resource(configMap("a")).create();
        ConfigMap answered =
                client.configMaps()
                        .inNamespace("default")
                        .withName("a")
                        .dryRun()
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":\"2\"}}");
        assertThat(answered.getData()).containsEntry("a", "2");
        assertThat(client.resource(configMap("a")).get().getData()).containsEntry("a", "1");
    }

    @Test
    void strategicMergePatchMergesContainersByName() {
        kubernetes.apply(DEPLOYMENT);
        Deployment patched =
                client.apps()
                        .deployments()
                        .inNamespace("default")
                        .withName("checkout")
                        .patch(
                                PatchContext.of(PatchType.STRATEGIC_MERGE),
                                """
                                {"spec":{"template":{"spec":{"containers":[
                                  {"name":"app","image":"shop/checkout:2"}]}}}}
                                """);
        assertThat(patched.getSpec().getTemplate().getSpec().getContainers())
                .extracting(c -> c.getImage())
                .containsExactly("shop/checkout:2", "istio/proxy:1");
    }

    @Test
    void strategicMergePatchOfACustomResourceIsUnsupported() {
        kubernetes.apply(VIRTUAL_SERVICE);
        refusal(
                415,
                () ->
                        client.resources(VirtualService.class)
                                .inNamespace("default")
                                .withName("checkout")
                                .patch(
                                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                                        "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
    }

    @Test
    void serverSideApplyCreatesAndMerges() {
        client.resource(configMap("a")).fieldManager("one").serverSideApply();
        ConfigMap other = configMap("a").edit().withData(Map.of("b", "2")).build();
        ConfigMap merged = client.resource(other).fieldManager("two").serverSideApply();
        assertThat(merged.getData()).containsEntry("a", "1").containsEntry("b", "2");
        assertThat(merged.getMetadata().getManagedFields())
                .extracting(f -> f.getManager() + " " + f.getOperation())
                .containsExactly("one Apply", "two Apply");
    }

    @Test
    void serverSideApplyRemovesWhatItsManagerLeavesOut() {
        client.resource(configMap("a")).fieldManager("one").serverSideApply();
        ConfigMap less = configMap("a").edit().withData(Map.of("b", "2")).build();
        ConfigMap merged = client.resource(less).fieldManager("one").serverSideApply();
        assertThat(merged.getData()).containsOnlyKeys("b");
    }

    @Test
    void serverSideApplyOfAnotherManagersFieldIsAConflictUnlessForced() {
        client.resource(configMap("a")).fieldManager("one").serverSideApply();
        ConfigMap other = configMap("a").edit().withData(Map.of("a", "2")).build();
        KubernetesClientException e =
                refusal(409, () -> client.resource(other).fieldManager("two").serverSideApply());
        assertThat(e.getMessage()).contains("conflict with \"one\" using v1: .data.a");
        ConfigMap forced =
                client.resource(other).fieldManager("two").forceConflicts().serverSideApply();
        assertThat(forced.getData()).containsEntry("a", "2");
    }

    @Test
    void malformedJsonPatchIsABadRequest() {
        kubernetes.apply(VIRTUAL_SERVICE);
        refusal(400, () -> jsonPatch("{\"op\":\"remove\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"op\":\"remove\",\"path\":\"/spec/absent\"}]",
                "[{\"op\":\"replace\",\"path\":\"/spec/http/7/name\",\"value\":1}]",
                "[{\"op\":\"test\",\"path\":\"/spec/absent/deep\",\"value\":1}]",
                "[{\"op\":\"turn\",\"path\":\"/spec\"}]",
                "[{\"op\":\"add\"}]",
                "[{\"path\":\"/spec\"}]",
                "[{\"op\":\"add\",\"path\":\"spec\",\"value\":1}]",
                "[{\"op\":\"remove\",\"path\":\"\"}]"
            })
    void jsonPatchThatCannotBeAppliedIsInvalid(String patch) {
        kubernetes.apply(VIRTUAL_SERVICE);
        refusal(422, () -> jsonPatch(patch));
    }

    @Test
    void changedFieldsBelongToTheWriter() {
        client.resource(configMap("a")).fieldManager("one").serverSideApply();
        ConfigMap patched =
                client.configMaps()
                        .inNamespace("default")
                        .withName("a")
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON_MERGE)
                                        .withFieldManager("two")
                                        .build(),
                                "{\"data\":{\"b\":\"2\"}}");
        assertThat(patched.getMetadata().getManagedFields())
                .extracting(f -> f.getManager() + " " + f.getFieldsV1().getAdditionalProperties())
                .containsExactly("one {f:data={f:a={}}}", "two {f:data={f:b={}}}");
    }

    @Test
    void jsonPatchOperationsFollowTheStandard() {
        kubernetes.apply(VIRTUAL_SERVICE);
        jsonPatch(
                """
                [{"op":"test","path":"/spec/http/0/name","value":null},
                 {"op":"test","path":"/spec/http/0/route/1/weight","value":10},
                 {"op":"add","path":"/metadata/annotations","value":{"a/b~c":"1"}},
                 {"op":"copy","from":"/metadata/annotations/a~1b~0c","path":"/metadata/annotations/d"},
                 {"op":"move","from":"/spec/http/0/route/1","path":"/spec/http/0/route/0"},
                 {"op":"add","path":"/spec/hosts/-","value":"last"},
                 {"op":"add","path":"/spec/hosts/0","value":"first"},
                 {"op":"remove","path":"/spec/hosts/1"}]
                """);
        VirtualService patched = virtualService();
        assertThat(patched.getMetadata().getAnnotations())
                .containsEntry("a/b~c", "1")
                .containsEntry("d", "1");
        assertThat(patched.getSpec().getHosts()).containsExactly("first", "last");
        assertThat(patched.getSpec().getHttp().get(0).getRoute())
                .extracting(r -> r.getWeight())
                .containsExactly(10, 90);
    }
}
