package dev.weir;

import static dev.weir.FaultCase.all;
import static dev.weir.FaultCase.begun;
import static dev.weir.FaultCase.end;
import static dev.weir.FaultCase.event;
import static dev.weir.FaultCase.finish;
import static dev.weir.FaultCase.refused;
import static dev.weir.FaultCase.some;
import static dev.weir.FaultCase.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Seen;
import dev.weir.FaultCase.Way;
import dev.weir.rig.Script;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The faults that a provider may have, each with what its caller and the providers must then see.
final class FaultRows {
    private FaultRows() {}

    /// What must be seen.
    interface Check {
        void run(FaultCase of) throws Exception;
    }

    /// @param provider what it does
    /// @param gateway what it makes of it
    /// @param ways of asking in which the fault can happen
    record Row(String id, String provider, String gateway, Set<Way> ways, Check check) {}

    private static final Set<Way> BOTH = Set.of(Way.WHOLE, Way.STREAMED);
    private static final Set<Way> STREAMED = Set.of(Way.STREAMED);
    private static final Script DOWN = Script.json(503, "{\"error\":{\"message\":\"we are down\",\"code\":\"down\"}}");

    static final List<Row> ROWS = List.of(
            new Row(
                    "F1",
                    "429 with `Retry-After`, then well",
                    "with nowhere to go the header is kept, else the fallback answers at once",
                    BOTH,
                    FaultRows::retryAfter),
            new Row(
                    "F2",
                    "429 for ever, no header",
                    "pauses, as many tries as configured, then the fallback",
                    BOTH,
                    FaultRows::limitedForEver),
            new Row("F3", "500 once", "one more try on the same target", BOTH, FaultRows::oneError),
            new Row(
                    "F4",
                    "503 for ever",
                    "the fallback; with nowhere to go the provider's own error, and the SDK is told not to retry",
                    BOTH,
                    FaultRows::down),
            new Row(
                    "F5",
                    "resets the connection before any byte",
                    "another try, unseen by the caller",
                    BOTH,
                    FaultRows::resets),
            new Row(
                    "F6",
                    "accepts and never answers",
                    "the limit passes once, then the fallback; not asked again",
                    BOTH,
                    FaultRows::silent),
            new Row(
                    "F7",
                    "sends headers, the first token too late",
                    "the fallback answers",
                    STREAMED,
                    FaultRows::lateFirstToken),
            new Row(
                    "F8",
                    "dies after 40 of 60 tokens",
                    "the fallback goes on: the whole answer once; or a typed error, never success",
                    STREAMED,
                    FaultRows::dies),
            new Row("F8w", "breaks off a whole answer", "another try", Set.of(Way.WHOLE), FaultRows::brokenBody),
            new Row(
                    "F9",
                    "sends 20 tokens, then stays silent",
                    "the limit passes, then as F8",
                    STREAMED,
                    FaultRows::stalls),
            new Row(
                    "F10",
                    "a chunk of invalid JSON in mid-stream",
                    "nothing invalid reaches the caller, the answer is whole",
                    STREAMED,
                    FaultRows::invalidChunk),
            new Row(
                    "F11",
                    "ends a complete stream without `[DONE]`",
                    "the end that the dialect needs, with usage",
                    STREAMED,
                    FaultRows::noDone),
            new Row(
                    "F12",
                    "400, the context is too long",
                    "one try, the fallback; with nowhere to go the reason",
                    BOTH,
                    FaultRows::contextTooLong),
            new Row(
                    "F13",
                    "400, the content is refused",
                    "one try, no fallback, the reason",
                    BOTH,
                    FaultRows::refusedContent),
            new Row(
                    "F14",
                    "dies in mid-stream, and the fallback refuses a prefill",
                    "the fallback begins again; the caller sees neither error",
                    STREAMED,
                    FaultRows::prefillRefused),
            new Row(
                    "F16",
                    "503 for ever, the fallback answers",
                    "the response and the receipt name who answered, with usage; failures bill nothing",
                    BOTH,
                    FaultRows::namesWhoAnswered),
            new Row(
                    "F17",
                    "200 with an error as its body, or as a stream's first event",
                    "treated as the error it is",
                    BOTH,
                    FaultRows::errorIn200),
            new Row(
                    "F18",
                    "one byte at a time",
                    "limits are measured in content: the fallback answers",
                    STREAMED,
                    FaultRows::drips),
            new Row(
                    "F19",
                    "a head of 200 KB; a line of 17 MB",
                    "bounded memory, the fallback answers",
                    BOTH,
                    FaultRows::bombs),
            new Row(
                    "F20",
                    "`Connection: close`, and closes behind every answer",
                    "no attempt is lost by it",
                    BOTH,
                    FaultRows::closes),
            new Row(
                    "F21",
                    "401 to every key",
                    "502 `provider_auth_failed`: our key, not the caller's",
                    BOTH,
                    FaultRows::refusesKeys),
            new Row(
                    "F22",
                    "other ids, empty deltas, usage in the middle, two finish reasons",
                    "tolerated, and the answer is whole",
                    STREAMED,
                    FaultRows::odd));

    private static void isWhole(Seen seen) {
        assertThat(seen.status()).as(seen.body()).isEqualTo(200);
        assertThat(seen.text()).isEqualTo(all());
        assertThat(seen.complete()).as(seen.body()).isTrue();
    }

    private static void answeredBy(String target, Seen seen) {
        assertThat(seen.answer().headers().firstValue("x-weir-target")).contains(target);
    }

    private static void retryAfter(FaultCase of) throws Exception {
        Script limited = Script.reply(
                429,
                Map.of("content-type", "application/json", "retry-after-ms", "300"),
                "{\"error\":{\"message\":\"slow down\"}}".getBytes(StandardCharsets.UTF_8));
        of.primary().does(limited, of.good());
        isWhole(of.askAlone());
        var requests = of.primary().requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).at() - requests.get(0).at()).isGreaterThan(270_000_000L);
        of.primary().does(limited);
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(3);
    }

    private static void limitedForEver(FaultCase of) throws Exception {
        of.primary().does(refused(429, "rate_limit_exceeded", "slow down"));
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(2);
        assertThat(of.spare().requests()).hasSize(1);
    }

    private static void oneError(FaultCase of) throws Exception {
        of.primary().does(Script.json(500, "{\"error\":{\"message\":\"oops\"}}"), of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(2);
        assertThat(of.spare().requests()).isEmpty();
    }

    private static void down(FaultCase of) throws Exception {
        of.primary().does(DOWN);
        of.spare().does(of.good());
        Seen seen = of.ask();
        isWhole(seen);
        Seen alone = of.askAlone();
        assertThat(alone.status()).isIn(503, 529);
        assertThat(alone.body()).contains("we are down");
        assertThat(alone.answer().headers().firstValue("x-should-retry")).contains("false");
    }

    private static void resets(FaultCase of) throws Exception {
        of.primary().does(new Script().reset(), of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests().size() + of.spare().requests().size())
                .isEqualTo(2);
    }

    private static void silent(FaultCase of) throws Exception {
        of.primary().does(new Script().hold());
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(1);
        assertThat(of.primary().requests().getFirst().wasCancelled(5_000)).isTrue();
    }

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
        Seen seen = of.ask();
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
        isWhole(of.ask());
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
        Seen seen = of.ask();
        isWhole(seen);
        assertThat(of.gateway().receipt(seen.answer())).contains("\"visible\":60");
    }

    private static void contextTooLong(FaultCase of) throws Exception {
        of.primary().does(refused(400, "context_length_exceeded", "This model's maximum context length is 8 tokens."));
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(1);
        Seen alone = of.askAlone();
        assertThat(alone.status()).isEqualTo(400);
        assertThat(alone.body()).contains("maximum context length");
        assertThat(of.primary().requests()).hasSize(2);
    }

    private static void refusedContent(FaultCase of) throws Exception {
        of.primary().does(refused(400, "content_filter", "The response was filtered."));
        of.spare().does(of.good());
        Seen seen = of.ask();
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.body()).contains("filtered");
        assertThat(of.primary().requests()).hasSize(1);
        assertThat(of.spare().requests()).isEmpty();
    }

    private static void prefillRefused(FaultCase of) throws Exception {
        of.primary().does(begun(40).close());
        of.spare().does(refused(400, "invalid", "This model does not support assistant message prefill."), of.good());
        Seen seen = of.ask();
        isWhole(seen);
        assertThat(seen.body()).doesNotContain("prefill");
        assertThat(of.spare().requests()).hasSize(2);
        assertThat(of.spare().requests().get(0).text()).contains("t39");
        assertThat(of.spare().requests().get(1).text()).doesNotContain("t39");
        of.spare().does(begun(40, 60).chunk(end()).last());
        Seen second = of.ask();
        isWhole(second);
        assertThat(of.gateway().receipt(second.answer())).contains("rescue by prefill");
    }

    private static void namesWhoAnswered(FaultCase of) throws Exception {
        of.primary().does(DOWN);
        of.spare().does(of.good());
        Seen seen = of.ask();
        isWhole(seen);
        answeredBy("spare/" + of.spare().model(), seen);
        String receipt = of.gateway().receipt(seen.answer());
        assertThat(receipt).contains("\"target\":\"spare/" + of.spare().model() + "\"", "\"visible\":60");
    }

    private static void errorIn200(FaultCase of) throws Exception {
        String error = "{\"error\":{\"message\":\"overloaded\",\"code\":503}}";
        of.primary()
                .does(
                        of.isStreamed()
                                ? Script.stream()
                                        .chunk("data: " + error + "\n\n")
                                        .last()
                                : Script.json(200, error));
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(2);
    }

    private static void drips(FaultCase of) throws Exception {
        Script drip = Script.stream();
        for (int i = 0; i < 40; i++) {
            drip.chunk(i % 2 == 0 ? ":" : "\n").pause(50);
        }
        of.primary().does(drip.hold());
        of.spare().does(of.good());
        isWhole(of.ask());
        assertThat(of.primary().requests()).hasSize(1);
    }

    private static void bombs(FaultCase of) throws Exception {
        String bomb = "HTTP/1.1 200 OK\r\nx-bomb: " + "x".repeat(200_000) + "\r\ncontent-length: 2\r\n\r\n{}";
        of.primary()
                .does(new Script()
                        .send(bomb.getBytes(StandardCharsets.US_ASCII))
                        .hold());
        of.spare().does(of.good());
        isWhole(of.ask());
        if (of.isStreamed()) {
            Script line = Script.stream().chunk("data: ");
            for (int i = 0; i < 17; i++) {
                line.chunk("x".repeat(1 << 20));
            }
            of.primary().does(line.hold());
            isWhole(of.ask());
        }
    }

    private static void closes(FaultCase of) throws Exception {
        Script closing = of.isStreamed()
                ? begun(60).chunk(end()).last().close()
                : FaultCase.whole(all()).close();
        of.primary().does(closing);
        for (int i = 0; i < 3; i++) {
            Seen seen = of.ask();
            isWhole(seen);
            assertThat(seen.answer().headers().firstValue("x-weir-attempts")).contains("1");
        }
    }

    private static void refusesKeys(FaultCase of) throws Exception {
        of.primary().does(refused(401, "invalid_api_key", "Incorrect API key provided"));
        Seen alone = of.askAlone();
        assertThat(alone.status()).isEqualTo(502);
        assertThat(alone.body()).contains("not yours");
        of.spare().does(of.good());
        isWhole(of.ask());
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
