package dev.weir;

import static dev.weir.FaultCase.begun;
import static dev.weir.FaultCase.end;
import static dev.weir.FaultCase.event;
import static dev.weir.FaultCase.finish;
import static dev.weir.FaultCase.refused;
import static dev.weir.FaultCase.some;
import static dev.weir.FaultCase.usage;
import static dev.weir.FaultRows.STREAMED;
import static dev.weir.FaultRows.isWhole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Seen;
import dev.weir.FaultCase.Way;
import dev.weir.FaultRows.Row;
import dev.weir.rig.Script;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// The faults that show while an answer is on its way: it breaks off, falls silent, or is odd.
final class MiddleFaults {
    static final List<Row> ROWS = List.of(
            new Row(
                    "F7",
                    "sends headers, the first token too late",
                    "the fallback answers",
                    STREAMED,
                    MiddleFaults::lateFirstToken),
            new Row(
                    "F8",
                    "dies after 40 of 60 tokens",
                    "the fallback goes on: the whole answer once; or a typed error, never success",
                    STREAMED,
                    MiddleFaults::dies),
            new Row("F8w", "breaks off a whole answer", "another try", Set.of(Way.WHOLE), MiddleFaults::brokenBody),
            new Row(
                    "F9",
                    "sends 20 tokens, then stays silent",
                    "the limit passes, then as F8",
                    STREAMED,
                    MiddleFaults::stalls),
            new Row(
                    "F10",
                    "a chunk of invalid JSON in mid-stream",
                    "nothing invalid reaches the caller, the answer is whole",
                    STREAMED,
                    MiddleFaults::invalidChunk),
            new Row(
                    "F11",
                    "ends a complete stream without `[DONE]`",
                    "the end that the dialect needs, with usage",
                    STREAMED,
                    MiddleFaults::noDone),
            new Row(
                    "F14",
                    "dies in mid-stream, and the fallback refuses a prefill",
                    "the fallback begins again; the caller sees neither error",
                    STREAMED,
                    MiddleFaults::prefillRefused),
            new Row(
                    "F18",
                    "one byte at a time",
                    "limits are measured in content: the fallback answers",
                    STREAMED,
                    MiddleFaults::drips),
            new Row(
                    "F22",
                    "other ids, empty deltas, usage in the middle, two finish reasons",
                    "tolerated, and the answer is whole",
                    STREAMED,
                    MiddleFaults::odd));

    private MiddleFaults() {}

    private static void lateFirstToken(FaultCase of) throws Exception {
        of.primary()
                .does(Script.stream()
                        .chunk(event("{\"role\":\"assistant\",\"content\":\"\"}", "null"))
                        .hold());
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(1);
    }

    private static void dies(FaultCase of) throws Exception {
        of.primary().does(begun(40).close());
        of.spare().does(of.good());
        Seen seen = of.askStrictly();
        isWhole(seen);
        assertThat(of.spare().requests()).hasSize(1);
        assertThat(of.gateway().receipt(seen.answer())).contains("\"outcome\":\"complete\"", "rescue by restart");
        of.spare().does(begun(1, 50).chunk(end()).last());
        Seen other = of.ask();
        assertThat(other.text()).isEqualTo(some(0, 40));
        assertThat(other.complete()).as(other.body()).isFalse();
        assertThat(other.body()).contains("error");
    }

    private static void brokenBody(FaultCase of) throws Exception {
        Script cut = new Script()
                .send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"id\":"
                        .getBytes(StandardCharsets.US_ASCII))
                .close();
        of.primary().does(cut, of.good());
        of.spare().does(of.good());
        isWhole(of.ask());
    }

    private static void stalls(FaultCase of) throws Exception {
        of.primary().does(begun(20).hold());
        of.spare().does(of.good());
        isWhole(of.askStrictly());
        assertThat(of.primary().requests()).hasSize(1);
        assertThat(of.primary().requests().getFirst().wasCancelled(5_000)).isTrue();
    }

    private static void invalidChunk(FaultCase of) throws Exception {
        of.primary()
                .does(begun(30)
                        .chunk("data: {\"choices\":[{\n\n")
                        .chunk(rest(30))
                        .last());
        of.spare().does(of.good());
        Seen seen = of.ask();
        isWhole(seen);
        assertThat(seen.body()).doesNotContain("{\"choices\":[{\n");
    }

    private static String rest(int from) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < FaultCase.TOKENS; i++) {
            out.append(event("{\"content\":\"t" + i + " \"}", "null"));
        }
        return out + end();
    }

    private static void noDone(FaultCase of) throws Exception {
        of.primary().does(begun(60).chunk(finish() + usage()).last());
        Seen seen = of.askStrictly();
        isWhole(seen);
        assertThat(of.gateway().receipt(seen.answer())).contains("\"visible\":60");
    }

    private static void prefillRefused(FaultCase of) throws Exception {
        of.primary().does(begun(40).close());
        of.spare().does(refused(400, "invalid", "This model does not support assistant message prefill."), of.good());
        Seen seen = of.askStrictly();
        isWhole(seen);
        assertThat(seen.body()).doesNotContain("prefill");
        assertThat(of.spare().requests()).hasSize(2);
        assertThat(of.spare().requests().get(0).text()).contains("t39");
        assertThat(of.spare().requests().get(1).text()).doesNotContain("t39");
        of.spare().does(begun(40, 60).chunk(end()).last());
        Seen second = of.askStrictly();
        isWhole(second);
        assertThat(of.gateway().receipt(second.answer())).contains("rescue by prefill");
    }

    private static void drips(FaultCase of) throws Exception {
        Script drip = Script.stream();
        for (int i = 0; i < 40; i++) {
            drip.chunk(i % 2 == 0 ? ":" : "\n").pause(of.pace().drip());
        }
        of.primary().does(drip.hold());
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(1);
    }

    private static void odd(FaultCase of) throws Exception {
        Script odd = Script.stream()
                .chunk("data: {\"id\":\"other\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n")
                .chunk(usage());
        for (int i = 0; i < FaultCase.TOKENS; i++) {
            odd.chunk("data: {\"id\":\"x" + i + "\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\","
                    + "\"content\":\"t" + i + " \"}}]}\n\n");
            odd.chunk(event("{\"content\":\"\"}", "null"));
        }
        of.primary().does(odd.chunk(finish() + finish() + "data: [DONE]\n\n").last());
        Seen seen = of.ask();
        isWhole(seen);
        assertThat(of.spare().requests()).isEmpty();
    }
}
