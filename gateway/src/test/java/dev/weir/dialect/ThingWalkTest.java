package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.JsonCursor;
import dev.weir.wire.NameEndings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a request names by ids, and when it is looked for.
class ThingWalkTest {
    private static final NameEndings FILES = new NameEndings("file_id");

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static boolean sights(String json) {
        byte[] body = bytes(json);
        JsonCursor cursor = new JsonCursor(body, 0, body.length).watchFor(FILES);
        assertThat(cursor.complete()).isTrue();
        return cursor.hasSighted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'file_id':1}",
                "[[{'a':{'file_id':'x'}}]]",
                "{'my_file_id':1}",
                "{'file\\u005fid':1}",
                "{'a':'\\u0041'}"
            })
    void aNameThatMayMatterIsSighted(String json) {
        assertThat(sights(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'file_ids':1}",
                "{'a':'file_id'}",
                "['file_id']",
                "{'a':'\\n\\u20ac\\u00e9\\\\'}",
                "{'':{'':0}}"
            })
    void nothingElseIs(String json) {
        assertThat(sights(json)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'a':'https://x'} | true",
                "{'a':[{'b':'HTTP:'}]} | true",
                "{'a':' https://x'} | true",
                "{'a':'\\u0068ttps://x'} | true",
                "{'https://x':1} | false",
                "{'a':'see https://x'} | false",
                "{'a':'htt'} | false"
            },
            quoteCharacter = '~')
    void aTextThatBeginsAsAnAddressIsSighted(String json, boolean linked) {
        byte[] body = bytes(json);
        JsonCursor cursor = new JsonCursor(body, 0, body.length);
        assertThat(cursor.complete()).isTrue();
        assertThat(cursor.hasSightedLink()).isEqualTo(linked);
    }

    @ParameterizedTest
    @CsvSource({
        "https://generativelanguage.googleapis.com/v1beta/files/abc-1, files/abc-1",
        "http://GenerativeLanguage.googleapis.com:443/v1/files/abc?alt=media, files/abc",
        "https://x@generativelanguage.googleapis.com/v1beta/files/abc:download, files/abc",
        "https://eu-generativelanguage.googleapis.com/v1beta/files/abc, files/abc",
        "https://generativelanguage.googleapis.com/v1beta/%66iles/abc,"
                + " https://generativelanguage.googleapis.com/v1beta/%66iles/abc",
        "https://%67enerativelanguage.googleapis.com/v1beta/files/abc, files/abc",
        "' https://generativelanguage.googleapis.com/v1beta/files/abc ', files/abc",
        "https://youtu.be/files/x, ''",
        "https://example.com/?u=generativelanguage.googleapis.com/v1beta/files/x, ''",
        "gs://generativelanguage.googleapis.com/v1beta/files/x, ''"
    })
    void anAddressOfGooglesMeansAFile(String address, String name) {
        assertThat(GoogleFiles.named(address)).isEqualTo(name.isEmpty() ? null : name);
    }

    @Test
    void aPointerIsWhereItStands() {
        byte[] body = bytes("{'a/b':[0,[{'file_id':'x','file_id':'y','c':{'file_id':'z'}}]]}");
        assertThat(ThingWalk.in(
                        body, 0, body.length, Map.of("a/b", ThingWalk.Word.LIST, "file_id", ThingWalk.Word.FILE)))
                .containsExactly(
                        new Ties.Thing(Ties.Kind.FILE, "x", "/a~1b/1/0/file_id"),
                        new Ties.Thing(Ties.Kind.FILE, "y", "/a~1b/1/0/file_id"));
    }
}
