package dev.meshfuse.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    /** The offset of FNV-1a, which nothing has been added to. */
    @Test
    void of_no_labels_it_is_where_the_hash_begins() {
        assertThat(Fingerprint.of(Map.of())).isEqualTo("cbf29ce484222325");
    }

    @Test
    void the_order_of_labels_does_not_matter() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("a", "1");
        one.put("b", "2");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("b", "2");
        other.put("a", "1");

        assertThat(Fingerprint.of(one)).isEqualTo(Fingerprint.of(other)).hasSize(16);
    }

    @Test
    void what_belongs_to_a_name_is_not_taken_for_its_value() {
        assertThat(Fingerprint.of(Map.of("ab", "c")))
                .isNotEqualTo(Fingerprint.of(Map.of("a", "bc")));
        assertThat(Fingerprint.of(Map.of("a", "ä"))).isNotEqualTo(Fingerprint.of(Map.of("a", "a")));
    }
}
