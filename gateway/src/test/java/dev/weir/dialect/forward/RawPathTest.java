package dev.weir.dialect.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/files, /v1/files",
        "/v1//files, /v1/files",
        "//v1/files/, /v1/files/",
        "/v1/./files, /v1/files",
        "/v1/x/../files, /v1/files",
        "/v1/files/., /v1/files/",
        "/v1/files/x/.., /v1/files/",
        "/v1/%66iles, /v1/files",
        "/v1/%7euser, /v1/~user",
        "/v1/a%20b%c3%a4, /v1/a%20b%C3%A4",
        "/v1/models/m:generateContent, /v1/models/m:generateContent",
        "/V1/Files, /V1/Files",
        "/, /"
    })
    void aPathHasOneForm(String path, String canonical) {
        assertThat(RawPath.of(path)).isEqualTo(canonical);
        assertThat(RawPath.of(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/v1/../../admin",
                "/v1/%2e%2e/admin",
                "/v1/%2E./admin",
                "/v1/.%2e/admin",
                "/v1/%2fadmin",
                "/v1/files%2Fadmin",
                "/v1/files%5Cadmin",
                "/v1/files\\admin",
                "/v1/%252e%252e/admin",
                "/v1/%25",
                "/v1/files;x=/../admin",
                "/v1/files%3bx",
                "/v1/files%00",
                "/v1/files%0d%0aHost:x",
                "/v1/files%3Fx=1",
                "/v1/files%23x",
                "/v1/%",
                "/v1/%4",
                "/v1/%zz",
                "/v1/fi les",
                "/v1/fi\tles",
                "/v1/d\u00e4",
                "/v1/\uff0e\uff0e/admin"
            })
    void whatCouldBeReadInTwoWaysIsNoPath(String path) {
        assertThat(RawPath.of(path)).isNull();
    }
}
