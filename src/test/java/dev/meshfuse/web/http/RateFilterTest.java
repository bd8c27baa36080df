package dev.meshfuse.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateFilterTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7",
        "fd00:1:2:3:4:5:6:7, fd:00:00:01:00:02:00:03::/64",
        "fd00:1:2:3::1, fd:00:00:01:00:02:00:03::/64",
        "fd00:1:2:4::1, fd:00:00:01:00:02:00:04::/64",
        "::ffff:10.0.0.7, 10.0.0.7"
    })
    void a_caller_is_an_address_or_the_network_of_one(String address, String caller) {
        assertThat(RateFilter.caller(SocketAddress.inetSocketAddress(4711, address)))
                .isEqualTo(caller);
    }

    @Test
    void callers_without_an_address_are_one() {
        assertThat(RateFilter.caller(null)).isEqualTo("unknown");
        assertThat(RateFilter.caller(SocketAddress.domainSocketAddress("some.sock")))
                .isEqualTo("unknown");
    }
}
