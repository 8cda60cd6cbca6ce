package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.Multipart.Malformed;
import dev.weir.wire.Multipart.Part;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartTest {
    private static final String TYPE = "multipart/form-data; boundary=b0";
    private static final String FORM = """
            --b0
            Content-Disposition: form-data; name="model"

            whisper-1
            --b0
            Content-Disposition: form-data; name="file"; filename="a.wav"
            Content-Type: audio/wav

            RI
            --c0x
            FF
            --b0--
            """.replace("\n", "\r\n");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFormIsReadInPlace() throws Malformed {
        List<Part> parts = Multipart.parts(bytes(FORM), TYPE);
        assertThat(parts).extracting(Part::name).containsExactly("model", "file");
        assertThat(parts).extracting(Part::file).containsExactly(false, true);
        assertThat(parts).extracting(part -> part.text(bytes(FORM))).first().isEqualTo("whisper-1");
    }

    @Test
    void anEmptyPartIsAPart() throws Malformed {
        String form = "--b0\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b0--";
        assertThat(Multipart.parts(bytes(form), TYPE)).singleElement().satisfies(part -> {
            assertThat(part.name()).isEqualTo("a");
            assertThat(part.text(bytes(form))).isEmpty();
        });
    }

    @Test
    void quotesInANameAreResolved() throws Malformed {
        String form =
                "--b0\r\ncontent-disposition: form-data; filename=\"x;y\\\"z\"; name=\"mo\\del\"\r\n\r\nv\r\n--b0--";
        assertThat(Multipart.parts(bytes(form), "multipart/form-data; boundary=\"b0\""))
                .extracting(Part::name)
                .containsExactly("model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b0",
                "preamble\r\n--b0\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--b0--",
                "--b0\nContent-Disposition: form-data; name=a\n\nv\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name=a\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name=a; name=model\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name*=utf-8''model\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data;\r\n name=model\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=model\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: attachment; name=a\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name=\"a\r\n\r\nv\r\n--b0--",
                "--b0\r\nContent-Disposition: form-data; name=a\r\n\r\nv",
                "--b0\r\nContent-Disposition: form-data; name=a\r\n--b0--",
                "--b0 \r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n--b0--"
            })
    void whatCouldBeReadInTwoWaysIsNoForm(String form) {
        assertThatThrownBy(() -> Multipart.parts(bytes(form), TYPE)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=a; boundary=b",
                "multipart/form-data; boundary=\"a",
                "multipart/form-data; boundary=a b"
            })
    void aBoundaryIsSaidOnceAndPlainly(String type) {
        assertThatThrownBy(() -> Multipart.parts(bytes("--a\r\n"), type)).isInstanceOf(Malformed.class);
    }
}
