package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1:8080, true",
        "8080,           127.0.0.1:8080, true",
        "localhost:0,    localhost:0,    true",
        "127.8.9.1:1,    127.8.9.1:1,    true",
        "[::1]:8080,     [::1]:8080,     true",
        ":8080,          0.0.0.0:8080,   false",
        "0.0.0.0:8080,   0.0.0.0:8080,   false",
        "weir.lan:80,    weir.lan:80,    false",
        "127.evil.org:1, 127.evil.org:1, false",
    })
    void anAddressKnowsWhetherOnlyThisMachineReachesIt(String text, String spelled, boolean loopback) {
        var address = HostPort.parse(text).orElseThrow();
        assertThat(address).hasToString(spelled);
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", "host:65536", "host:-1", "::1:80", "http://x:80", "a b:80", "u@h:80"})
    void whatIsNoAddressIsNone(String text) {
        assertThat(HostPort.parse(text)).isEmpty();
    }
}
