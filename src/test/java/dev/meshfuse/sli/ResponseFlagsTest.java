package dev.meshfuse.sli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseFlagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "-;         true",
                "'';        true",
                "URX;       true",
                "DI;        true",
                "DI,URX;    true",
                "DC;        true",
                "UF;        false",
                "UF,URX;    false",
                "DI,UH;     false",
                "UO;        false",
                "NR;        false",
                "UT;        false",
                "UC;        false",
                "NEWER;     false",
            })
    void flags_tell_a_servers_answer_from_the_proxys_own(String flags, boolean answered) {
        assertThat(ResponseFlags.answered(flags)).isEqualTo(answered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "UH;     true",
                "NC;     true",
                "NR;     true",
                "UH,URX; true",
                "UF;     false",
                "UC;     false",
                "-;      false",
                "'';     false",
            })
    void flags_tell_that_no_endpoint_was_found(String flags, boolean nobody) {
        assertThat(ResponseFlags.foundNobody(flags)).isEqualTo(nobody);
    }
}
