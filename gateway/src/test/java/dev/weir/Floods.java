package dev.weir;

import static dev.weir.FaultCase.end;
import static dev.weir.FaultCase.event;
import static dev.weir.FaultRows.BOTH;
import static dev.weir.FaultRows.STREAMED;
import static dev.weir.FaultRows.isWhole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Seen;
import dev.weir.FaultRows.Row;
import dev.weir.config.Front;
import dev.weir.rig.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/// The faults of a provider that sends too much: none of it may pile up in the gateway.
final class Floods {
    private static final int MB = 1 << 20;

    /// Of the gateway under test: an answer that is a hundred megabytes elsewhere is five here.
    static final Front.Limits LIMITS =
            new Front.Limits(MB, 4 * MB, 64 << 10, Duration.ofSeconds(30), Duration.ofSeconds(30));

    static final List<Row> ROWS = List.of(
            new Row("F19", "a head of 200 KB", "read no further, the fallback answers", BOTH, Floods::headerBomb),
            new Row(
                    "F19a",
                    "an answer larger than `limits.answer`",
                    "read no further, the fallback answers; a stream passes through, but where its last event says it all again",
                    BOTH,
                    Floods::hugeAnswer),
            new Row(
                    "F19g",
                    "a gzip or deflate bomb",
                    "unpacked no further, the fallback answers",
                    BOTH,
                    Floods::gzipBomb),
            new Row("F19l", "a line of 17 MB", "read no further, the fallback answers", STREAMED, Floods::endlessLine),
            new Row(
                    "F19p",
                    "packs its answer in a way that nobody asked for",
                    "the fallback answers",
                    BOTH,
                    Floods::packed));

    private Floods() {}

    /// What the provider sent was given up, and the fallback has answered.
    private static void isGivenUp(FaultCase of, String why) throws Exception {
        of.spare().does(of.good());
        Seen seen = of.ask();
        isWhole(seen);
        assertThat(of.primary().requests()).hasSizeLessThanOrEqualTo(2).allMatch(request -> {
            try {
                return request.wasCancelled(5_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(of.gateway().receipt(seen.answer())).contains(why);
    }

    /// With nowhere to go the caller learns why.
    private static void isAnError(FaultCase of, String why) throws Exception {
        Seen alone = of.askAlone();
        assertThat(alone.status()).as(alone.body()).isEqualTo(502);
        assertThat(alone.body()).contains("error", why);
    }

    private static void headerBomb(FaultCase of) throws Exception {
        String bomb = "HTTP/1.1 200 OK\r\nx-bomb: " + "x".repeat(200_000) + "\r\ncontent-length: 2\r\n\r\n{}";
        of.primary()
                .does(new Script()
                        .send(bomb.getBytes(StandardCharsets.US_ASCII))
                        .hold());
        isGivenUp(of, "does not answer as HTTP has it");
        isAnError(of, "does not answer as HTTP has it");
    }

    private static void endlessLine(FaultCase of) throws Exception {
        Script line = Script.stream().chunk("data: ");
        for (int i = 0; i < 17; i++) {
            line.chunk("x".repeat(MB));
        }
        of.primary().does(line.hold());
        isGivenUp(of, "the provider's stream is malformed");
    }

    private static void hugeAnswer(FaultCase of) throws Exception {
        if (of.isStreamed()) {
            String words = "x".repeat(10_000);
            Script long5 = Script.stream();
            for (int i = 0; i < 5 * MB / words.length(); i++) {
                long5.chunk(event("{\"content\":\"" + words + "\"}", "null"));
            }
            of.primary().does(long5.chunk(end()).last());
            Seen seen = of.ask();
            assertThat(of.spare().requests()).isEmpty();
            if (of.client() == FaultCase.Client.OPENAI_RESPONSES) {
                assertThat(seen.complete()).isFalse();
                assertThat(seen.body()).contains("response.failed", "is larger than");
                return;
            }
            assertThat(seen.text()).hasSize(5 * MB / words.length() * words.length());
            assertThat(seen.complete()).isTrue();
            return;
        }
        of.primary().does(FaultCase.whole("x".repeat(5 * MB)).hold());
        isGivenUp(of, "the provider's answer is larger than");
        isAnError(of, "the provider's answer is larger than");
    }

    private static void gzipBomb(FaultCase of) throws Exception {
        for (String packing : List.of("gzip", "deflate")) {
            of.primary().does(packed(of, packing, bomb(packing)));
            isGivenUp(of, "unpacks to more than");
            isAnError(of, "unpacks to more than");
            of.primary().forget();
            of.spare().forget();
        }
    }

    private static Script packed(FaultCase of, String packing, byte[] body) {
        String type = of.isStreamed() ? "text/event-stream" : "application/json";
        return Script.reply(200, Map.of("content-type", type, "content-encoding", packing), body)
                .hold();
    }

    private static byte[] bomb(String packing) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                packing.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            byte[] blanks = " ".repeat(MB).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 3; i++) {
                out.write(blanks);
            }
        }
        return packed.toByteArray();
    }

    private static void packed(FaultCase of) throws Exception {
        of.primary().does(packed(of, "br", new byte[] {1, 2, 3}));
        isGivenUp(of, "packed as `br`");
        isAnError(of, "packed as `br`");
    }
}
