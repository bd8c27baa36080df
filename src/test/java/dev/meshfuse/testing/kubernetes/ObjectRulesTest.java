package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the server does to objects on create, update and delete. */
class ObjectRulesTest extends ServerTest {
    @Test
    void createdObjectCarriesWhatTheServerSets() {
        kubernetes.apply(DEPLOYMENT);
        Deployment created =
                client.apps().deployments().inNamespace("default").withName("checkout").require();
        assertThat(created.getMetadata().getUid()).isNotEmpty();
        assertThat(created.getMetadata().getCreationTimestamp()).isNotEmpty();
        assertThat(created.getMetadata().getResourceVersion()).isNotEmpty();
        assertThat(created.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void secondCreateOfANameIsRefused() {
        client.resource(configMap("a")).create();
        KubernetesClientException e = refusal(409, () -> client.resource(configMap("a")).create());
        assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists");
    }

    @Test
    void createInAMissingNamespaceIsNotFound() {
        ConfigMap map = configMap("a").edit().editMetadata().withNamespace("shop").and().build();
        KubernetesClientException e = refusal(404, () -> client.resource(map).create());
        assertThat(e.getStatus().getMessage()).contains("namespaces \"shop\" not found");
    }

    @Test
    void generateNameGivesAFreshName() {
        ConfigMap map =
                configMap("")
                        .edit()
                        .editMetadata()
                        .withName(null)
                        .withGenerateName("a-")
                        .and()
                        .build();
        assertThat(client.resource(map).create().getMetadata().getName()).matches("a-\\w{5}");
    }

    @Test
    void stalePutIsAConflict() {
        ConfigMap first = client.resource(configMap("a")).create();
        client.resource(first.edit().addToData("b", "2").build()).update();
        KubernetesClientException e =
                refusal(
                        409,
                        () -> client.resource(first.edit().addToData("c", "3").build()).update());
        assertThat(e.getStatus().getReason()).isEqualTo("Conflict");
        assertThat(e.getMessage()).contains("the object has been modified");
    }

    @Test
    void generationRisesWithTheSpecOnly() {
        kubernetes.apply(VIRTUAL_SERVICE);
        jsonPatch("[{\"op\":\"add\",\"path\":\"/metadata/labels\",\"value\":{\"a\":\"b\"}}]");
        assertThat(virtualService().getMetadata().getGeneration()).isEqualTo(1);
        jsonPatch("[{\"op\":\"replace\",\"path\":\"/spec/http/0/route/0/weight\",\"value\":100}]");
        assertThat(virtualService().getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void allVersionsOfAKindShowTheSameObject() {
        kubernetes.apply(VIRTUAL_SERVICE);
        GenericKubernetesResource old =
                client.genericKubernetesResources("networking.istio.io/v1beta1", "VirtualService")
                        .inNamespace("default")
                        .withName("checkout")
                        .require();
        assertThat(old.getApiVersion()).isEqualTo("networking.istio.io/v1beta1");
        assertThat(old.getMetadata().getUid()).isEqualTo(virtualService().getMetadata().getUid());
        assertThat(virtualService().getApiVersion()).isEqualTo("networking.istio.io/v1");
    }

    @Test
    void dryRunDeleteLeavesTheObject() {
        client.resource(configMap("a")).create();
        client.resource(configMap("a")).dryRun().delete();
        assertThat(client.resource(configMap("a")).get()).isNotNull();
    }

    @Test
    void putIgnoresTheStatus() {
        kubernetes.apply(DEPLOYMENT);
        Deployment read =
                client.apps().deployments().inNamespace("default").withName("checkout").require();
        Deployment wanted =
                read.edit()
                        .withNewStatus()
                        .withReplicas(3)
                        .endStatus()
                        .editSpec()
                        .withReplicas(4)
                        .and()
                        .build();
        Deployment updated = client.resource(wanted).update();
        assertThat(updated.getSpec().getReplicas()).isEqualTo(4);
        assertThat(updated.getStatus())
                .satisfiesAnyOf(
                        s -> assertThat(s).isNull(), s -> assertThat(s.getReplicas()).isNull());
    }

    @Test
    void statusSubresourceIgnoresEverythingElse() {
        kubernetes.apply(DEPLOYMENT);
        Deployment read =
                client.apps().deployments().inNamespace("default").withName("checkout").require();
        Deployment wanted =
                read.edit()
                        .withNewStatus()
                        .withReplicas(3)
                        .endStatus()
                        .editSpec()
                        .withReplicas(9)
                        .and()
                        .build();
        Deployment updated = client.resource(wanted).updateStatus();
        assertThat(updated.getStatus().getReplicas()).isEqualTo(3);
        assertThat(updated.getSpec().getReplicas()).isEqualTo(3);
        assertThat(updated.getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void finalizerHoldsADeletedObjectUntilItIsTakenAway() {
        ConfigMap held = configMap("a").edit().editMetadata().addToFinalizers("a/b").and().build();
        client.resource(held).create();
        client.resource(held).delete();
        ConfigMap deleting = client.resource(held).get();
        assertThat(deleting.getMetadata().getDeletionTimestamp()).isNotEmpty();
        client.resource(deleting.edit().editMetadata().withFinalizers(List.of()).and().build())
                .update();
        assertThat(client.resource(held).get()).isNull();
    }

    @Test
    void deleteWithAStalePreconditionIsAConflict() {
        ConfigMap first = client.resource(configMap("a")).create();
        client.resource(first.edit().addToData("b", "2").build()).update();
        refusal(
                409,
                () ->
                        client.resource(first)
                                .lockResourceVersion(first.getMetadata().getResourceVersion())
                                .delete());
    }
}
