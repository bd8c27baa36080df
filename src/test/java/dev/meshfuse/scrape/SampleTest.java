package dev.meshfuse.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "h_bucket{a=\"b\",c=\"d\",le=\"5\"} 1",
                "h_bucket{a=\"b\",c=\"d\",le=\"7\",} 1",
                "h_bucket{le=\"5\",c=\"d\",a=\"b\"} 1",
                "h_bucket { c = \"d\" , a = \"b\" } 1",
                "{\"h_bucket\",\"a\"=\"b\",c=\"d\"} 1",
                "c{c=\"d\",a=\"b\",} 1",
            })
    void labels_have_one_identity_however_they_are_written(String line) {
        assertThat(sample(line).id()).isEqualTo(sample("c{a=\"b\",c=\"d\"} 1").id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c{a=\"b\"} 1",
                "c{a=\"b\",c=\"\"} 1",
                "c{a=\"b\",c=\"d\",le=\"5\"} 1",
                "c{a=\"b\\\",c=\\\"d\"} 1",
                "c{\"a=\\\"b\\\",c\"=\"d\"} 1",
                "c{a=\"d\",c=\"b\"} 1",
            })
    void other_labels_have_another_identity(String line) {
        assertThat(sample(line).id()).isNotEqualTo(sample("c{a=\"b\",c=\"d\"} 1").id());
    }

    @Test
    void an_identity_is_the_same_in_every_process() {
        assertThat(sample("c{a=\"b\",c=\"d\"} 1").id())
                .isEqualTo(SeriesId.of("a=\"b\",c=\"d\","))
                .hasToString("79d03e3bbedaff78c25201db2bbfb3e8");
    }

    @ParameterizedTest
    @CsvSource({
        "c 1 1712345678901, 1712345678901",
        "c 1 -5, -5",
        "c 1 1712345678.9019, 1712345678901",
        "c 1 1.712345678901e9, 1712345678901",
        "c 1,",
        "c 1 # {} 5 17,",
    })
    void a_timestamp_is_told_in_milliseconds(String line, Long millis) {
        assertThat(sample(line).timestampMillis()).isEqualTo(millis);
    }

    private static Sample sample(String line) {
        List<Sample> samples = new ArrayList<>();
        ExpositionParser parser =
                new ExpositionParser(Set.of("c", "h_bucket"), (ExpositionParser.Sink) samples::add);
        byte[] bytes = line.getBytes(UTF_8);
        parser.feed(bytes, 0, bytes.length);
        parser.finish();
        assertThat(samples).hasSize(1);
        return samples.getFirst();
    }
}
