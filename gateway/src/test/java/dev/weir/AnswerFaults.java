package dev.weir;

import static dev.weir.FaultCase.all;
import static dev.weir.FaultCase.begun;
import static dev.weir.FaultCase.end;
import static dev.weir.FaultCase.refused;
import static dev.weir.FaultRows.BOTH;
import static dev.weir.FaultRows.isWhole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.FaultCase.Seen;
import dev.weir.FaultRows.Row;
import dev.weir.rig.Script;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The faults that show before anything reaches the caller: refusals, silence, connections that break.
final class AnswerFaults {
    private static final Script DOWN = Script.json(503, "{\"error\":{\"message\":\"we are down\",\"code\":\"down\"}}");

    static final List<Row> ROWS = List.of(
            new Row(
                    "F1",
                    "429 with `Retry-After`, then well",
                    "with nowhere to go the header is kept, else the fallback answers at once",
                    BOTH,
                    AnswerFaults::retryAfter),
            new Row(
                    "F2",
                    "429 for ever, no header",
                    "pauses, as many tries as configured, then the fallback",
                    BOTH,
                    AnswerFaults::limitedForEver),
            new Row("F3", "500 once", "one more try on the same target", BOTH, AnswerFaults::oneError),
            new Row(
                    "F4",
                    "503 for ever",
                    "the fallback; with nowhere to go the provider's own error, and the SDK is told not to retry",
                    BOTH,
                    AnswerFaults::down),
            new Row(
                    "F5",
                    "resets the connection before any byte",
                    "another try, unseen by the caller",
                    BOTH,
                    AnswerFaults::resets),
            new Row(
                    "F6",
                    "accepts and never answers",
                    "the limit passes once, then the fallback; not asked again",
                    BOTH,
                    AnswerFaults::silent),
            new Row(
                    "F12",
                    "400, the context is too long",
                    "one try, the fallback; with nowhere to go the reason",
                    BOTH,
                    AnswerFaults::contextTooLong),
            new Row(
                    "F13",
                    "400, the content is refused",
                    "one try, no fallback, the reason",
                    BOTH,
                    AnswerFaults::refusedContent),
            new Row(
                    "F16",
                    "503 for ever, the fallback answers",
                    "the response and the receipt name who answered, with usage; failures bill nothing",
                    BOTH,
                    AnswerFaults::namesWhoAnswered),
            new Row(
                    "F17",
                    "200 with an error as its body, or as a stream's first event",
                    "treated as the error it is",
                    BOTH,
                    AnswerFaults::errorIn200),
            new Row(
                    "F20",
                    "`Connection: close`, and closes behind every answer",
                    "no attempt is lost by it",
                    BOTH,
                    AnswerFaults::closes),
            new Row(
                    "F21",
                    "401 to every key",
                    "502 `provider_auth_failed`: our key, not the caller's",
                    BOTH,
                    AnswerFaults::refusesKeys));

    private AnswerFaults() {}

    private static void answeredBy(String target, Seen seen) {
        assertThat(seen.answer().headers().firstValue("x-weir-target")).contains(target);
    }

    private static void retryAfter(FaultCase of) throws Exception {
        Script limited = Script.reply(
                429,
                Map.of(
                        "content-type",
                        "application/json",
                        "retry-after-ms",
                        Long.toString(of.pace().retryAfter())),
                "{\"error\":{\"message\":\"slow down\"}}".getBytes(StandardCharsets.UTF_8));
        of.primary().does(limited, of.good());
        isWhole(of.askAlone());
        var requests = of.primary().requests();
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).at() - requests.get(0).at())
                .isGreaterThan(of.pace().retryAfter() * 900_000);
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
}
