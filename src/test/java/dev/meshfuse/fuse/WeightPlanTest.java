package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.route;
import static dev.meshfuse.fuse.Given.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meshfuse.event.FuseEvent.WeightChange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightPlanTest {
    @ParameterizedTest
    @CsvSource({
        "90, 10, 100",
        "0, 100, 100",
        "1, 1, 2",
        ", 10, 10",
        "33, 34, 67",
        "2147483646, 1, 2147483647",
    })
    void the_canarys_share_goes_to_stable_and_the_sum_stays(
            @Nullable Integer stable, int canary, int expected) {
        assertThat(WeightPlan.withoutCanary(target(route(0, stable, canary))).changes())
                .containsExactly(
                        new WeightChange(
                                "/spec/http/0/route/0/weight",
                                "cart/v1",
                                stable == null ? 0 : stable,
                                expected),
                        new WeightChange("/spec/http/0/route/1/weight", "cart/v2", canary, 0));
    }

    @Test
    void every_route_with_a_share_is_changed_and_no_other() {
        TargetView.Splitting target =
                target(route(0, 90, 10), route(2, 100, 0), route(3, 50, 50), route(4, 100, null));

        assertThat(WeightPlan.withoutCanary(target).changes())
                .extracting(WeightChange::path, WeightChange::after)
                .containsExactly(
                        tuple("/spec/http/0/route/0/weight", 100),
                        tuple("/spec/http/0/route/1/weight", 0),
                        tuple("/spec/http/3/route/0/weight", 100),
                        tuple("/spec/http/3/route/1/weight", 0));
    }

    @Test
    void sides_are_found_where_they_stand_and_named_as_written() {
        SplitRoute route =
                new SplitRoute(
                        1,
                        "main",
                        new SplitRoute.Side(2, "cart.shop.svc.cluster.local", null, 95),
                        new SplitRoute.Side(0, "cart-canary", null, 5));

        assertThat(WeightPlan.withoutCanary(target(route)).changes())
                .containsExactly(
                        new WeightChange(
                                "/spec/http/1/route/2/weight",
                                "cart.shop.svc.cluster.local",
                                95,
                                100),
                        new WeightChange("/spec/http/1/route/0/weight", "cart-canary", 5, 0));
    }

    @ParameterizedTest
    @CsvSource({"90, 10, true", "0, 1, true", "100, 0, false", "100, , false"})
    void a_canary_has_weight_when_any_route_gives_it_some(
            @Nullable Integer stable, @Nullable Integer canary, boolean has) {
        assertThat(target(route(0, 100, 0), route(1, stable, canary)).canaryHasWeight())
                .isEqualTo(has);
    }

    @Test
    void a_target_that_splits_has_a_route_that_does() {
        assertThatThrownBy(() -> new TargetView.Splitting(Given.NAME, "u", "1", List.of()))
                .hasMessage("VirtualService/shop/cart has no route that splits");
    }
}
