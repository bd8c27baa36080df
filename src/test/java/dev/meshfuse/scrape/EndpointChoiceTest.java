package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndpointChoiceTest {
    private static final long TEN_MINUTES = 600_000;

    private final EndpointChoice choice = new EndpointChoice(3);

    @Test
    void the_preferred_endpoint_is_tried_first() {
        assertThat(choice.order(0)).containsExactly(0, 1, 2);
    }

    @Test
    void the_endpoint_that_answered_is_kept_and_the_others_follow() {
        choice.answered(1, 0);

        assertThat(choice.order(TEN_MINUTES - 1)).containsExactly(1, 0, 2);
    }

    @Test
    void the_preferred_endpoint_is_tried_again_after_ten_minutes_and_the_kept_one_at_once_after() {
        choice.answered(2, 0);

        assertThat(choice.order(TEN_MINUTES)).containsExactly(0, 2, 1);
    }

    @Test
    void an_endpoint_that_goes_on_answering_does_not_put_the_preferred_one_off() {
        choice.answered(1, 0);
        choice.answered(1, TEN_MINUTES - 1);

        assertThat(choice.order(TEN_MINUTES)).containsExactly(0, 1, 2);
    }

    @Test
    void a_preferred_endpoint_that_is_still_silent_has_ten_minutes_more() {
        choice.answered(1, 0);
        choice.answered(1, TEN_MINUTES);

        assertThat(choice.order(2 * TEN_MINUTES - 1)).containsExactly(1, 0, 2);
        assertThat(choice.order(2 * TEN_MINUTES)).containsExactly(0, 1, 2);
    }

    @Test
    void a_preferred_endpoint_that_answers_again_is_kept() {
        choice.answered(1, 0);
        choice.answered(0, TEN_MINUTES);

        assertThat(choice.order(TEN_MINUTES + 1)).containsExactly(0, 1, 2);
    }
}
