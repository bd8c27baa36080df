package dev.meshfuse.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshfuse.event.FuseInput;
import dev.meshfuse.testing.Requests;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a trip, whether callers have stopped to call the canary. */
class TripProofsTest extends OfCart {
    @Test
    void nothing_is_said_of_traffic_while_no_proof_is_awaited() {
        assertThat(blocks(12, 10)).isEmpty();
    }

    @Test
    void callers_that_go_on_are_said_every_five_seconds_with_how_much_they_send() {
        store.unproven = "e1";

        List<FuseInput> said = blocks(11, 10);

        assertThat(said)
                .hasSize(3)
                .allSatisfy(input -> {
                    FuseInput.CanaryFlows flows = (FuseInput.CanaryFlows) input;
                    assertThat(flows.episode()).isEqualTo("e1");
                    assertThat(flows.requestsPerSecond()).isEqualTo(10);
                    assertThat(flows.callers()).containsExactly("t 10.0/s");
                    assertThat(flows.lastRequestAt()).isBeforeOrEqualTo(flows.at());
                });
    }

    @Test
    void that_callers_have_stopped_is_said_again_until_the_fuse_knows() {
        blocks(5, 10);
        store.unproven = "e1";

        List<FuseInput> said = blocks(20, 0);
        store.unproven = null;

        assertThat(said)
                .filteredOn(FuseInput.CanaryQuiet.class::isInstance)
                .hasSizeGreaterThan(1)
                .extracting(FuseInput::episode)
                .containsOnly("e1");
        assertThat(blocks(10, 0)).isEmpty();
    }

    @Test
    void a_canary_that_nobody_has_called_is_quiet_too() {
        store.unproven = "e1";

        assertThat(blocks(14, 0)).isEmpty();
        assertThat(blocks(2, 0)).hasOnlyElementsOfType(FuseInput.CanaryQuiet.class).isNotEmpty();
    }

    @Test
    void callers_that_cannot_be_read_prove_nothing() {
        blocks(5, 10);
        store.unproven = "e1";
        blocks(1, 10);

        List<FuseInput> said = new ArrayList<>();
        for (int block = 0; block < 20; block++) {
            said.addAll(inputs(closeBlock(DEFINED)));
        }

        assertThat(said).noneMatch(FuseInput.CanaryQuiet.class::isInstance);
    }

    private List<FuseInput> blocks(int count, int canaryRequests) {
        List<FuseInput> said = new ArrayList<>();
        for (int block = 0; block < count; block++) {
            take(Requests.toCart(), 90);
            take(Requests.toCanary(), canaryRequests);
            said.addAll(inputs(closeBlock(DEFINED)));
        }
        return said;
    }
}
