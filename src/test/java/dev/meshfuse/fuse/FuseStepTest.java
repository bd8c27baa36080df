package dev.meshfuse.fuse;

import static dev.meshfuse.fuse.Given.NOW;
import static dev.meshfuse.fuse.Given.contested;
import static dev.meshfuse.fuse.Given.ineffective;
import static dev.meshfuse.fuse.Given.leftAlone;
import static dev.meshfuse.fuse.Given.trip;
import static dev.meshfuse.fuse.Given.tripped;
import static dev.meshfuse.fuse.Given.tripping;
import static dev.meshfuse.fuse.Given.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.FuseEvent.Timing;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way from one phase to another; what is not here does not exist. */
class FuseStepTest {
    private static final Instant LATER = NOW.plusSeconds(60);

    private static final Map<String, FusePhase> PHASES =
            Stream.of(
                            FuseMemory.NEW,
                            tripping(),
                            tripped(1),
                            verified(1),
                            ineffective(),
                            contested(1),
                            leftAlone(3))
                    .map(FuseMemory::phase)
                    .collect(Collectors.toMap(FusePhase::word, phase -> phase));

    private static final Map<String, FuseStep> STEPS =
            Map.of(
                    "Intend", new FuseStep.Intend(trip("e2", "c1")),
                    "Written", new FuseStep.Written(LATER),
                    "Silent", new FuseStep.Silent(LATER),
                    "Flowing", new FuseStep.Flowing(LATER),
                    "WeightBack", new FuseStep.WeightBack(LATER, false),
                    "LastWeightBack", new FuseStep.WeightBack(LATER, true),
                    "Rearm", new FuseStep.Rearm());

    @ParameterizedTest
    @CsvSource(
            useHeadersInDisplayName = true,
            value = {
                "phase,       Intend,   Written, Silent,   Flowing,     WeightBack, LastWeightBack, Rearm",
                "Armed,       Tripping, .,       .,        .,           .,          .,              .",
                "Tripping,    Tripping, Tripped, .,        .,           .,          .,              Armed",
                "Tripped,     Tripping, .,       Verified, Ineffective, Contested,  LeftAlone,      Armed",
                "Verified,    Tripping, .,       .,        .,           Contested,  LeftAlone,      Armed",
                "Ineffective, Tripping, .,       Verified, .,           Contested,  LeftAlone,      Armed",
                "Contested,   Tripping, .,       .,        .,           .,          .,              Armed",
                "LeftAlone,   Tripping, .,       .,        .,           .,          .,              Armed",
            })
    void a_step_leads_from_a_phase_to_the_next(
            String phase,
            String intend,
            String written,
            String silent,
            String flowing,
            String weightBack,
            String lastWeightBack,
            String rearm) {
        Map<String, String> next =
                Map.of(
                        "Intend", intend,
                        "Written", written,
                        "Silent", silent,
                        "Flowing", flowing,
                        "WeightBack", weightBack,
                        "LastWeightBack", lastWeightBack,
                        "Rearm", rearm);
        FusePhase from = Objects.requireNonNull(PHASES.get(phase));

        STEPS.forEach((name, step) -> {
            FusePhase to = step.from(from);
            String expected = Objects.requireNonNull(next.get(name));
            if (expected.equals(".")) {
                assertThat(to).as(name).isEqualTo(from);
            } else {
                assertThat(to.word()).as(name).isEqualTo(expected);
            }
        });
    }

    @Test
    void the_table_has_every_phase_and_every_step() {
        assertThat(PHASES.values().stream().map(FusePhase::getClass).distinct())
                .hasSize(FusePhase.class.getPermittedSubclasses().length);
        assertThat(STEPS.values().stream().map(FuseStep::getClass).distinct())
                .hasSize(FuseStep.class.getPermittedSubclasses().length);
    }

    @Test
    void a_trip_is_taken_along_with_its_times() {
        FusePhase silent = step("Silent").from(ineffective().phase());

        assertThat(silent)
                .isEqualTo(
                        new FusePhase.Verified(
                                trip("e1", "c1"),
                                new Timing(NOW.minusSeconds(2), NOW, NOW, LATER)));
        assertThat(step("LastWeightBack").from(verified(3).phase()))
                .isEqualTo(new FusePhase.LeftAlone(trip("e1", "c1"), NOW, LATER));
        assertThat(step("Flowing").from(tripped(1).phase()))
                .isEqualTo(new FusePhase.Ineffective(trip("e1", "c1"), NOW, LATER));
    }

    private static FuseStep step(String name) {
        return Objects.requireNonNull(STEPS.get(name));
    }
}
