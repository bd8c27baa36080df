package dev.meshfuse.fuse.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.meshfuse.definition.Fuse.Mode;
import dev.meshfuse.definition.ResourceId;
import dev.meshfuse.fuse.MeshException;
import dev.meshfuse.fuse.kubernetes.RightsCheck.Need;
import dev.meshfuse.testing.Shop;
import dev.meshfuse.testing.kubernetes.CartCluster;
import dev.meshfuse.testing.kubernetes.Fault;
import dev.meshfuse.testing.kubernetes.Request;
import dev.meshfuse.testing.kubernetes.ShippedRoles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An account that lacks a permission, and what is said of it. */
class RightsTest extends OnCluster {
    private static final List<Permission> PODS =
            List.of(new Permission("list", "", "pods"), new Permission("watch", "", "pods"));

    private Instant now = NOW;
    private final Clock moving = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final Rights rights = new Rights(account, moving);

    private void takeBack(String role) {
        client.rbac().clusterRoles().withName("meshfuse-" + role).delete();
    }

    private void giveBack(String file) {
        kubernetes.apply(ShippedRoles.FOLDER.resolve(file));
    }

    private static boolean isQuestion(Request request) {
        return request.is("POST", "/selfsubjectaccessreviews");
    }

    private long questions() {
        return kubernetes.requests().stream().filter(RightsTest::isQuestion).count();
    }

    @ParameterizedTest
    @EnumSource(RoleFile.class)
    void the_program_asks_for_what_a_file_grants_and_nothing_else(RoleFile file) {
        String name = file.path().substring(ShippedRoles.FOLDER.toString().length() + 1);

        assertThat(file.permissions())
                .extracting(one -> "%s %s %s".formatted(one.verb(), one.group(), one.resource()))
                .containsExactlyInAnyOrderElementsOf(ShippedRoles.granted(name));
        assertThat(rights.missing(file.permissions(), "")).isEmpty();
    }

    /** What the last look has found of targets. */
    private Map<ResourceId, Boolean> reported = Map.of();

    @Test
    void what_nobody_granted_is_missing_everywhere() {
        takeBack("discovery");
        takeBack("base");

        assertThat(rights.missing(PODS, "")).isEqualTo(PODS);
        assertThat(rights.missing(PODS, "shop")).isEqualTo(PODS);
    }

    @Test
    void what_is_granted_in_one_namespace_is_missing_in_others() {
        takeBack("discovery");
        takeBack("base");
        kubernetes.grant(ShippedRoles.ACCOUNT, "list", "", "pods", "shop");

        assertThat(rights.missing(PODS, "shop")).containsExactly(PODS.getLast());
        assertThat(rights.missing(PODS, "")).isEqualTo(PODS);
    }

    @Test
    void a_subresource_is_a_permission_of_its_own() {
        takeBack("base");
        kubernetes.grant(ShippedRoles.ACCOUNT, "patch", "meshfuse.dev", "fuses", "*");
        Permission status = new Permission("patch", "meshfuse.dev", "fuses/status");

        assertThat(rights.missing(List.of(status), "shop")).containsExactly(status);
        assertThat(status.text()).isEqualTo("patch fuses.meshfuse.dev/status");
    }

    @Test
    void a_permission_is_asked_for_again_after_an_hour_and_a_missing_one_after_half_a_minute() {
        takeBack("discovery");
        takeBack("base");
        assertThat(rights.missing(PODS, "shop")).hasSize(2);
        giveBack("discovery.yaml");
        assertThat(rights.missing(PODS, "shop")).hasSize(2);
        assertThat(questions()).isEqualTo(2);

        now = now.plus(Rights.MISSING);
        assertThat(rights.missing(PODS, "shop")).isEmpty();
        takeBack("discovery");
        now = now.plus(Rights.HELD.minus(Duration.ofSeconds(1)));
        assertThat(rights.missing(PODS, "shop")).isEmpty();
        now = now.plusSeconds(1);

        assertThat(rights.missing(PODS, "shop")).hasSize(2);
        assertThat(questions()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"403", "500"})
    void nothing_is_missing_that_the_api_server_does_not_tell(int code) {
        takeBack("discovery");
        takeBack("base");
        kubernetes.faults().next(2, RightsTest::isQuestion, Fault.status(code));

        assertThat(rights.missing(PODS, "")).isEmpty();
        assertThat(rights.missing(PODS, "")).isEqualTo(PODS);
    }

    @Test
    void a_check_names_what_is_missing_where_and_the_file_and_notices_when_it_is_granted() {
        takeBack("discovery");
        takeBack("base");
        kubernetes.grant(ShippedRoles.ACCOUNT, "*", "", "pods", "bank");
        Need useful = new Need(PODS, Set.of(), RoleFile.DISCOVERY, false, "a test");
        Need needed =
                new Need(PODS, Set.of("shop", "bank"), RoleFile.DISCOVERY, true, "finding proxies");
        RightsCheck check = new RightsCheck(rights, () -> List.of(useful, needed));

        check.look();
        assertThat(check.blocking())
                .containsExactly(
                        "This program's account may not list pods, watch pods in namespace shop, for finding proxies; kubernetes/rbac/discovery.yaml grants it.");

        assertThat(check.others())
                .containsExactly(
                        "This program's account may not list pods, watch pods in all namespaces, for a test; kubernetes/rbac/discovery.yaml grants it.");

        giveBack("discovery.yaml");
        now = now.plus(Rights.MISSING);
        check.look();
        assertThat(check.others()).isEmpty();
        assertThat(check.blocking()).isEmpty();
    }

    @Test
    void a_permission_for_the_target_that_is_missing_is_a_condition_of_the_fuse() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        takeBack("virtual-services");
        takeBack("flagger");

        report(Mode.Enforce);
        assertThat(ready())
                .containsEntry("status", "False")
                .containsEntry("reason", "Forbidden")
                .containsEntry(
                        "message",
                        "This program's account may not get virtualservices.networking.istio.io, patch virtualservices.networking.istio.io in namespace shop; kubernetes/rbac/virtual-services.yaml grants it.");

        assertThat(reported).containsExactly(Map.entry(Shop.CART, false));

        giveBack("virtual-services.yaml");
        now = now.plus(Rights.MISSING);
        report(Mode.Enforce);
        assertThat(ready()).containsEntry("status", "True");
        assertThat(reported).containsExactly(Map.entry(Shop.CART, true));
    }

    @Test
    void a_fuse_that_only_observes_needs_no_permission_to_write() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        takeBack("virtual-services");
        takeBack("flagger");
        kubernetes.grant(
                ShippedRoles.ACCOUNT, "get", "networking.istio.io", "virtualservices", "shop");
        kubernetes.grant(ShippedRoles.ACCOUNT, "list", "argoproj.io", "rollouts", "shop");

        report(Mode.Observe);
        assertThat(ready()).containsEntry("status", "True");
        report(Mode.Enforce);
        assertThat(ready()).containsEntry("reason", "Forbidden");
    }

    @Test
    void a_permission_that_is_taken_back_later_is_named_by_the_failure() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        takeBack("virtual-services");
        takeBack("flagger");
        kubernetes.grant(
                ShippedRoles.ACCOUNT, "get", "networking.istio.io", "virtualservices", "shop");
        kubernetes.grant(ShippedRoles.ACCOUNT, "list", "argoproj.io", "rollouts", "shop");

        assertThatThrownBy(() -> actor.answer(burns()))
                .isInstanceOf(MeshException.Refused.class)
                .hasMessage(
                        "cannot write the weights of VirtualService/shop/cart: this program's account may not patch virtualservices.networking.istio.io in namespace shop; kubernetes/rbac/virtual-services.yaml or kubernetes/rbac/flagger.yaml grants it");
        assertThat(weights()).containsExactly(90, 10);
    }

    @Test
    void a_permission_that_the_check_does_not_know_to_be_gone_is_a_condition_too() {
        kubernetes.create(CartCluster.FUSE + "---\n" + VIRTUAL_SERVICE);
        report(Mode.Enforce);
        takeBack("virtual-services");
        takeBack("flagger");

        report(Mode.Enforce);

        assertThat(ready())
                .containsEntry("reason", "Forbidden")
                .extractingByKey("message")
                .asString()
                .contains("may not get virtualservices.networking.istio.io in namespace shop");
    }

    private void report(Mode upperBound) {
        try (TargetReporter reporter =
                new TargetReporter(
                        account,
                        () -> Shop.defined(Shop.fuse(), Shop.SPLIT),
                        upperBound,
                        rights,
                        MAPPER,
                        moving,
                        fuse -> {})) {
            reporter.look();
            reported = reporter.ready();
        }
    }

    private Map<String, Object> ready() {
        JsonNode status =
                MAPPER.valueToTree(
                        object("meshfuse.dev/v1alpha1", "Fuse")
                                .get()
                                .getAdditionalProperties()
                                .get("status"));
        return status.path("conditions").findParents("type").stream()
                .filter(one -> one.path("type").asText().equals("TargetReady"))
                .map(one -> MAPPER.convertValue(one, new StringsByName()))
                .findFirst()
                .orElseThrow();
    }

    private static final class StringsByName extends TypeReference<Map<String, Object>> {}
}
