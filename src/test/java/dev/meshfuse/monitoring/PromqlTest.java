package dev.meshfuse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromqlTest {
    @Test
    void metrics_are_told_from_functions_labels_words_and_numbers() {
        assertThat(
                        Promql.metrics(
                                """
                                1 - sum by (job, le) (rate(some_bucket{le="10.0",a=~"b|c"}[5m]))
                                  / on (job) group_left (x) other_total > bool 0.5e3
                                  unless last{x="up{"} offset 5m or vector(0)
                                """))
                .containsExactly("last", "other_total", "some_bucket");
    }

    @Test
    void variables_are_told_from_those_of_grafana() {
        assertThat(Promql.variables("a{b=~\"$some\"}[$__rate_interval] ${other} ${__url_time}"))
                .containsExactly("other", "some");
    }
}
