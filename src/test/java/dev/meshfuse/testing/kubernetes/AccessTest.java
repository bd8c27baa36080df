package dev.meshfuse.testing.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

/** Tokens, grants, reviews and enforcement. */
class AccessTest extends ServerTest {

    private TokenReview review(String token) {
        return client.resource(
                        new TokenReviewBuilder().withNewSpec().withToken(token).endSpec().build())
                .create();
    }

    private boolean mayReset(String user, String namespace) {
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(
                        new SubjectAccessReviewBuilder()
                                .withNewSpec()
                                .withUser(user)
                                .withNewResourceAttributes()
                                .withVerb("update")
                                .withGroup("meshfuse.dev")
                                .withResource("fuses")
                                .withNamespace(namespace)
                                .endResourceAttributes()
                                .endSpec()
                                .build())
                .getStatus()
                .getAllowed();
    }

    @Test
    void knownTokenIsReviewedWithItsUser() {
        kubernetes.allowToken("t", "alice", "ops");
        TokenReview answered = review("t");
        assertThat(answered.getStatus().getAuthenticated()).isTrue();
        assertThat(answered.getStatus().getUser().getUsername()).isEqualTo("alice");
        assertThat(answered.getStatus().getUser().getGroups())
                .containsExactly("ops", "system:authenticated");
    }

    @Test
    void unknownTokenIsNotAuthenticated() {
        assertThat(review("t").getStatus().getAuthenticated()).isFalse();
    }

    @Test
    void withoutConfigurationEverybodyMayDoEverything() {
        assertThat(mayReset("alice", "shop")).isTrue();
    }

    @Test
    void accessReviewFollowsTheGrants() {
        kubernetes.grant("alice", "update", "meshfuse.dev", "fuses", "shop");
        assertThat(mayReset("alice", "shop")).isTrue();
        assertThat(mayReset("alice", "other")).isFalse();
        assertThat(mayReset("bob", "shop")).isFalse();
    }

    @Test
    void enforcedAccessForbidsWhatIsNotGranted() {
        kubernetes.allowToken("t", "alice");
        kubernetes.grant("alice", "list", "", "configmaps", "default");
        kubernetes.enforce(true);
        KubernetesClient alice = kubernetes.client("t");
        alice.configMaps().inNamespace("default").list();
        KubernetesClientException e =
                refusal(403, () -> alice.configMaps().inNamespace("kube-system").list());
        assertThat(e.getStatus().getMessage())
                .isEqualTo(
                        "configmaps is forbidden: User \"alice\" cannot list resource"
                                + " \"configmaps\" in API group \"\" in the namespace"
                                + " \"kube-system\"");
    }

    @Test
    void enforcedAccessRefusesUnknownTokens() {
        kubernetes.enforce(true);
        refusal(401, () -> kubernetes.client("t").configMaps().inNamespace("default").list());
    }

    @Test
    void storedRolesGiveAccess() {
        kubernetes.allowToken("t", "system:serviceaccount:default:meshfuse");
        kubernetes.enforce(true);
        kubernetes.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: meshfuse}
                rules:
                  - {apiGroups: [networking.istio.io], resources: [virtualservices], verbs: [get, list]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: meshfuse}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: meshfuse}
                subjects: [{kind: ServiceAccount, name: meshfuse, namespace: default}]
                """);
        kubernetes.apply(VIRTUAL_SERVICE);
        KubernetesClient account = kubernetes.client("t");
        assertThat(
                        account.genericKubernetesResources(
                                        "networking.istio.io/v1", "VirtualService")
                                .inNamespace("default")
                                .withName("checkout")
                                .get())
                .isNotNull();
        refusal(403, () -> account.configMaps().inNamespace("default").withName("a").get());
    }

    @Test
    void roleForNamedObjectsAllowsOnlyThose() {
        kubernetes.allowToken("t", "alice");
        kubernetes.enforce(true);
        kubernetes.apply(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: one}
                rules:
                  - {apiGroups: [""], resources: [configmaps], resourceNames: [a], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: one}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: one}
                subjects: [{kind: User, name: alice}]
                """);
        KubernetesClient alice = kubernetes.client("t");
        assertThat(alice.configMaps().inNamespace("default").withName("a").get()).isNull();
        refusal(403, () -> alice.configMaps().inNamespace("default").withName("b").get());
    }
}
