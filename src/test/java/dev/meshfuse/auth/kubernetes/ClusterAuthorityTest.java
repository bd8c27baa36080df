package dev.meshfuse.auth.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.meshfuse.auth.AuthorityException;
import dev.meshfuse.auth.Caller;
import dev.meshfuse.auth.Permission;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.InProcessKubernetes;
import dev.meshfuse.testing.kubernetes.Request;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAuthorityTest {
    private static final Permission TRIP = Permission.command("trip", "shop", "cart");
    private static final Caller ALICE =
            new Caller(
                    "alice",
                    "uid-of-alice",
                    List.of("ops", "system:authenticated"),
                    Map.of("authentication.kubernetes.io/credential-id", List.of("id-of-alice")));

    private final InProcessKubernetes kubernetes = InProcessKubernetes.start();

    /** It does not try again by itself, as the program's does not. */
    private final KubernetesClient client =
            new KubernetesClientBuilder()
                    .withConfig(
                            new ConfigBuilder(kubernetes.client().getConfiguration())
                                    .withRequestRetryBackoffLimit(0)
                                    .build())
                    .build();

    @BeforeEach
    void somebody() {
        kubernetes.allowToken("of-alice", "alice", "ops");
    }

    @AfterEach
    void close() {
        client.close();
        kubernetes.close();
    }

    private ClusterAuthority authority(String... audiences) {
        return new ClusterAuthority(client, List.of(audiences));
    }

    @Test
    void a_token_is_its_owners_with_all_that_is_known_of_them() {
        assertThat(authority().authenticate("of-alice")).contains(ALICE);
    }

    @Test
    void a_token_nobody_has_or_that_has_expired_is_nobodys() {
        assertThat(authority().authenticate("of-nobody")).isEmpty();
        kubernetes.revokeToken("of-alice");
        assertThat(authority().authenticate("of-alice")).isEmpty();
    }

    @Test
    void a_token_for_another_audience_is_nobodys() {
        kubernetes.allowTokenFor("meshfuse", "for-us", "bob");

        assertThat(authority().authenticate("for-us")).isEmpty();
        assertThat(authority("meshfuse").authenticate("for-us")).isPresent();
        assertThat(authority("other", "meshfuse").authenticate("for-us")).isPresent();
        assertThat(authority("other").authenticate("for-us")).isEmpty();
        assertThat(authority("meshfuse").authenticate("of-alice")).isEmpty();
    }

    @Test
    void a_caller_may_what_the_cluster_says() {
        kubernetes.grantGroup("ops", "create", "meshfuse.dev", "fuses/trip", "shop");

        assertThat(authority().allows(ALICE, TRIP)).isTrue();
        assertThat(authority().allows(ALICE, Permission.command("hold", "shop", "cart"))).isFalse();
        assertThat(authority().allows(ALICE, Permission.command("trip", "bank", "cart"))).isFalse();
        assertThat(authority().allows(ALICE, Permission.list(Permission.FUSES, ""))).isFalse();
    }

    @Test
    void the_cluster_is_told_all_that_its_authorizers_may_look_at() throws Exception {
        authority().allows(ALICE, TRIP);

        Request asked = kubernetes.requests().getLast();
        JsonNode spec = new ObjectMapper().readTree(asked.body()).path("spec");
        assertThat(spec.path("user").asText()).isEqualTo("alice");
        assertThat(spec.path("uid").asText()).isEqualTo("uid-of-alice");
        assertThat(spec.path("groups")).extracting(JsonNode::asText).containsAll(ALICE.groups());
        assertThat(spec.path("extra"))
                .hasToString("{\"authentication.kubernetes.io/credential-id\":[\"id-of-alice\"]}");
        assertThat(spec.path("resourceAttributes"))
                .hasToString(
                        "{\"group\":\"meshfuse.dev\",\"name\":\"cart\",\"namespace\":\"shop\","
                                + "\"resource\":\"fuses\",\"subresource\":\"trip\",\"verb\":\"create\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500, 503})
    void an_api_server_that_does_not_tell_lets_nobody_in(int status) {
        kubernetes.faults().always(request -> true, Fault.status(status));

        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> authority().authenticate("of-alice"))
                .withMessage(
                        "the API server does not tell who the caller is, by a TokenReview:"
                                + " status %d",
                        status);
        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> authority().allows(ALICE, TRIP));
    }

    @Test
    void an_api_server_that_is_away_lets_nobody_in_and_no_token_is_told() {
        kubernetes.faults().always(request -> true, Fault.closeConnection());

        assertThatExceptionOfType(AuthorityException.class)
                .isThrownBy(() -> authority().authenticate("of-alice"))
                .withNoCause()
                .withMessageEndingWith("it does not answer");
    }
}
