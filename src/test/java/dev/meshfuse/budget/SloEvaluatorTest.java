package dev.meshfuse.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.definition.Slo;
import dev.meshfuse.testing.Shop;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SloEvaluatorTest {
    @ParameterizedTest
    @ValueSource(strings = {"PT5M", "PT1H", "PT720H"})
    void an_objective_may_keep_its_budget_over_a_window_that_is_kept_anyway(Duration window) {
        assertThat(SloEvaluator.windowsOf(keptOver(window)))
                .contains(Duration.ofMinutes(5), Duration.ofHours(1), window);
    }

    private static Slo keptOver(Duration window) {
        Slo plain = Shop.slo();
        return new Slo(
                plain.id(),
                plain.generation(),
                plain.service(),
                plain.indicator(),
                plain.objective(),
                window,
                plain.counting(),
                plain.alerting());
    }
}
