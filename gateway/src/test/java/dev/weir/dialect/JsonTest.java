package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"-2.5e11111111111111111", "[1e99999999999]", "{\"a\":", "{} {}"})
    void whatCannotBeReadIsAnErrorOfOneKind(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.read(bytes, 0, bytes.length)).isInstanceOf(JacksonException.class);
        assertThat(Json.readOrNull(bytes, 0, bytes.length)).isNull();
        assertThat(Json.readOrNull(text)).isNull();
    }
}
