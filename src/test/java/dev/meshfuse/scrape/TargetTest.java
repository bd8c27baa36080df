package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7:15090, http://10.0.0.7:15090/stats/prometheus, 10.0.0.7:15090/stats/prometheus",
        "proxy:15090, http://proxy:15090/stats/prometheus, proxy:15090/stats/prometheus",
        "http://10.0.0.7:15020, http://10.0.0.7:15020/stats/prometheus, 10.0.0.7:15020/stats/prometheus",
        "http://10.0.0.7:15020/metrics, http://10.0.0.7:15020/metrics, 10.0.0.7:15020/metrics",
        "10.0.0.7:15020/metrics, http://10.0.0.7:15020/metrics, 10.0.0.7:15020/metrics",
        "[fd00::7]:15090, http://[fd00::7]:15090/stats/prometheus, [fd00::7]:15090/stats/prometheus",
        "p:1/m?filter=istio, http://p:1/m?filter=istio, p:1/m?filter=istio",
    })
    void a_target_is_an_address_with_the_proxy_path_unless_it_names_another(
            String text, String uri, String key) {
        Target target = Target.parse(text);

        assertThat(target.endpoints()).hasToString("[" + uri + "]");
        assertThat(target.key()).isEqualTo(key);
        assertThat(target.pod()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://10.0.0.7:15090",
                "file:///etc/passwd",
                "http://",
                "http:///metrics",
                "10.0.0.7:port",
                "a b:15090",
            })
    void what_is_no_target_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Target.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a target such as");
    }
}
