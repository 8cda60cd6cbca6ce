package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"250ms, 250", "3s, 3000", "1.5s, 1500", "5m, 300000", "5min, 300000", "1h, 3600000", "30d, 2592000000"})
    void durationsAreReadAsPeopleWriteThem(String text, long millis) {
        assertThat(Units.duration(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "s", "0s", "-1s", "1.0005s", "3 s", "1w", "1e3s", "99999999999999999999h"})
    void whatIsNoDurationIsNone(String text) {
        assertThat(Units.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "512, 512",
        "512B, 512",
        "64KB, 65536",
        "64k, 65536",
        "32MB, 33554432",
        "1.5M, 1572864",
        "1GB, 1073741824"
    })
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(Units.bytes(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MB", "0", "-1KB", "1.3B", "big", "1TB"})
    void whatIsNoSizeIsNone(String text) {
        assertThat(Units.bytes(text)).isEmpty();
    }
}
