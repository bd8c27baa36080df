package dev.meshfuse.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoTargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "2852039166", // the first one as one number
                "fe80::1",
                "[fe80::1]",
                "febf::1",
                "::ffff:169.254.169.254",
                "fd00:ec2::254",
                "168.63.129.16",
                "100.100.100.200"
            })
    void an_address_where_credentials_may_be_had_is_no_target(String host) {
        assertThat(NoTarget.is(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.7", "127.0.0.1", "169.253.1.1", "fd00::7", "fec0::1", "web.shop"})
    void other_addresses_and_names_may_be_targets(String host) {
        assertThat(NoTarget.is(host)).isFalse();
    }

    @Test
    void what_looks_like_an_address_and_is_none_is_refused() {
        assertThatThrownBy(() -> NoTarget.is("10.0.0.777"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'10.0.0.777' is no address");
    }
}
