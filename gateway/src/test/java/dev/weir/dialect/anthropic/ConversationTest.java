package dev.weir.dialect.anthropic;

import static dev.weir.dialect.anthropic.Ask.assistant;
import static dev.weir.dialect.anthropic.Ask.cached;
import static dev.weir.dialect.anthropic.Ask.call;
import static dev.weir.dialect.anthropic.Ask.extras;
import static dev.weir.dialect.anthropic.Ask.json;
import static dev.weir.dialect.anthropic.Ask.result;
import static dev.weir.dialect.anthropic.Ask.system;
import static dev.weir.dialect.anthropic.Ask.thought;
import static dev.weir.dialect.anthropic.Ask.told;
import static dev.weir.dialect.anthropic.Ask.tool;
import static dev.weir.dialect.anthropic.Ask.turn;
import static dev.weir.dialect.anthropic.Ask.user;
import static dev.weir.dialect.anthropic.Ask.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Source;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Turn;
import dev.weir.dialect.Encoded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
    private static Part.Media media(MediaKind kind, Source source, @Nullable String mime, @Nullable String name) {
        return new Part.Media(kind, source, mime, name, Marks.NONE);
    }

    private static void messages(Encoded encoded, String expected) {
        assertThat(encoded.body().get("messages")).isEqualTo(json(expected));
    }

    @Test
    void systemTurnsAtTheStartAreTheSystemPrompt() {
        Encoded encoded = Ask.of(
                        system(cached("Be brief.", new CacheMark(null))),
                        turn(Role.DEVELOPER, "/messages/1", cached("Be kind.", new CacheMark(Duration.ofHours(1)))),
                        user(words("Hi")))
                .encoded();
        assertThat(encoded.body().get("system")).isEqualTo(json("""
                [{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},
                 {"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral","ttl":"1h"}}]"""));
        messages(encoded, """
                [{"role":"user","content":[{"type":"text","text":"Hi"}]}]""");
        assertThat(encoded.losses()).isEmpty();
    }

    @Test
    void aCacheMarkOfATurnFallsOnItsLastBlock() {
        Turn marked = new Turn(
                Role.USER,
                List.of(words("a"), words("b")),
                null,
                "/messages/0",
                Marks.NONE.withCache(new CacheMark(Duration.ofMinutes(5))));
        messages(Ask.of(marked).encoded(), """
                [{"role":"user","content":[{"type":"text","text":"a"},
                  {"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"5m"}}]}]""");
    }

    @ParameterizedTest
    @CsvSource({"1,5m", "5,5m", "30,1h", "60,1h", "120,1h"})
    void cacheLifetimesAreTheTwoThatThereAre(int minutes, String ttl) {
        Encoded encoded = Ask.of(user(cached("a", new CacheMark(Duration.ofMinutes(minutes)))))
                .encoded();
        assertThat(encoded.body().at("/messages/0/content/0/cache_control/ttl").stringValue())
                .isEqualTo(ttl);
        assertThat(encoded.losses().isEmpty()).isEqualTo(minutes == 5 || minutes == 60);
    }

    @Test
    void neighboursOfTheSameSideAreOneMessageAndResultsComeFirst() {
        messages(
                Ask.of(
                                user(words("Weather?")),
                                assistant(words("Looking.")),
                                assistant(call("t1", "get", "{\"city\":\"Bern\"}"), call("t2", "get", "")),
                                user(words("Hurry.")),
                                tool(result("t1", words("rain"))),
                                tool(new Part.ToolResult(
                                        "t2", "get", List.of(words("no city")), Part.Outcome.ERROR, Marks.NONE)))
                        .encoded(),
                """
                [{"role":"user","content":[{"type":"text","text":"Weather?"}]},
                 {"role":"assistant","content":[{"type":"text","text":"Looking."},
                   {"type":"tool_use","id":"t1","name":"get","input":{"city":"Bern"}},
                   {"type":"tool_use","id":"t2","name":"get","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"rain"}]},
                   {"type":"tool_result","tool_use_id":"t2","content":[{"type":"text","text":"no city"}],"is_error":true},
                   {"type":"text","text":"Hurry."}]}]""");
    }

    @Test
    void aCallWithoutResultGetsAnErrorAndAResultWithoutCallGoesAsWords() {
        Encoded encoded = Ask.of(
                        assistant(call("t1", "get", "{}")),
                        user(words("Never mind.")),
                        tool(result("gone", words("late"))))
                .encoded();
        messages(encoded, """
                [{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"get","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"t1","content":"The call was not answered.","is_error":true},
                   {"type":"text","text":"Never mind."},{"type":"text","text":"late"}]}]""");
        assertThat(told(encoded)).containsExactly("COERCED /messages", "ADDED /messages", "ADDED /tools");
    }

    @Test
    void argumentsThatAreNoObjectAreWrapped() {
        Encoded encoded = Ask.of(assistant(
                        call("t1", "get", "Bern"),
                        call("t2", "get", "[1]"),
                        new Part.ToolCall("t3", Part.ToolKind.CUSTOM, "sql", "select 1", Marks.NONE)))
                .encoded();
        assertThat(encoded.body().at("/messages/0/content/0/input")).isEqualTo(json("{\"input\":\"Bern\"}"));
        assertThat(encoded.body().at("/messages/0/content/1/input")).isEqualTo(json("{\"input\":\"[1]\"}"));
        assertThat(encoded.body().at("/messages/0/content/2/input")).isEqualTo(json("{\"input\":\"select 1\"}"));
        assertThat(told(encoded))
                .filteredOn(loss -> loss.equals("COERCED /messages/a"))
                .hasSize(3);
    }

    @Test
    void argumentsKeepTheSpellingOfTheirNumbers() {
        Encoded encoded = Ask.of(assistant(call("t1", "pay", "{\"amount\":1.10,\"big\":12345678901234567890}")))
                .encoded();
        assertThat(encoded.body().toString()).contains("\"amount\":1.10").contains("12345678901234567890");
    }

    @Test
    void idsOfOtherProvidersAreMadeToFitOnBothSides() {
        Encoded encoded = Ask.of(
                        assistant(call("functions.get:0", "get", "{}"), call("functions_get_0", "get", "{}")),
                        tool(result("functions.get:0"), result("functions_get_0")))
                .encoded();
        messages(encoded, """
                [{"role":"assistant","content":[
                   {"type":"tool_use","id":"functions_get_0","name":"get","input":{}},
                   {"type":"tool_use","id":"functions_get_0_2","name":"get","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"functions_get_0"},
                   {"type":"tool_result","tool_use_id":"functions_get_0_2"}]}]""");
    }

    @Test
    void onlyAcceptedSealsGoBack() {
        Ask ask = Ask.of(
                user(words("Q")),
                assistant(
                        thought("mine", "anthropic", "sig1"),
                        new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(new Seal("anthropic", "blob"))),
                        thought("theirs", "minimax", "sig2"),
                        thought("whose", "unknown", "sig3"),
                        new Part.Thought("bare", Part.Thought.Form.FULL, Marks.NONE),
                        words("A")),
                user(words("Q2")));
        Encoded encoded = ask.encoded();
        assertThat(encoded.body().at("/messages/1/content")).isEqualTo(json("""
                [{"type":"thinking","thinking":"mine","signature":"sig1"},
                 {"type":"redacted_thinking","data":"blob"},{"type":"text","text":"A"}]"""));
        assertThat(told(encoded)).containsExactly("DROPPED /messages/a", "DROPPED /messages/a", "DROPPED /messages/a");

        Traits accepting = Ask.with(Prefill.UNKNOWN, Support.UNKNOWN, Set.of("minimax"));
        assertThat(ask.encoded(accepting)
                        .body()
                        .at("/messages/1/content/2/signature")
                        .stringValue())
                .isEqualTo("sig2");
        assertThat(new MessagesProviderCodec("minimax")
                        .encode(ask.request(), Traits.UNKNOWN)
                        .body()
                        .at("/messages/1/content/0/signature")
                        .stringValue())
                .isEqualTo("sig2");
    }

    @Test
    void aSealThatStandsOnWordsOrCallsIsTold() {
        Encoded encoded = Ask.of(
                        assistant(new Part.Text("a", List.of(), Marks.of(new Seal("google", "x")))), user(words("b")))
                .encoded();
        assertThat(told(encoded)).containsExactly("DROPPED /messages/a");
    }

    @Test
    void picturesAndDocumentsHaveTheirSources() {
        Encoded encoded = Ask.of(user(
                        media(MediaKind.IMAGE, new Source.Inline("iVBOR"), "image/png", null),
                        media(MediaKind.IMAGE, new Source.Url("https://x/y.png"), null, null),
                        media(MediaKind.IMAGE, new Source.FileId("file_1"), null, null),
                        media(MediaKind.DOCUMENT, new Source.Inline("JVBERi"), "application/pdf", "a.pdf"),
                        media(MediaKind.DOCUMENT, new Source.Url("https://x/y.pdf"), null, null),
                        media(MediaKind.DOCUMENT, new Source.Inline("SGk="), "text/csv", null),
                        media(MediaKind.DOCUMENT, new Source.Words("Hi"), null, null),
                        media(MediaKind.DOCUMENT, new Source.FileId("file_2"), null, null)))
                .encoded();
        messages(encoded, """
                [{"role":"user","content":[
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR"}},
                 {"type":"image","source":{"type":"url","url":"https://x/y.png"}},
                 {"type":"image","source":{"type":"file","file_id":"file_1"}},
                 {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi"},"title":"a.pdf"},
                 {"type":"document","source":{"type":"url","url":"https://x/y.pdf"}},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"}},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi"}},
                 {"type":"document","source":{"type":"file","file_id":"file_2"}}]}]""");
        assertThat(told(encoded)).containsExactly("RENAMED /messages/u");
    }

    @Test
    void whatCannotBeShownIsTold() {
        Encoded encoded = Ask.of(
                        system(media(MediaKind.IMAGE, new Source.Url("u"), null, null), words("Be brief.")),
                        user(
                                media(MediaKind.AUDIO, new Source.Inline("x"), "audio/mpeg", null),
                                media(MediaKind.VIDEO, new Source.Inline("x"), null, null),
                                media(MediaKind.IMAGE, new Source.Words("a cat"), null, null),
                                words("  "),
                                words(""),
                                new Part.Foreign("gemini", json("{\"x\":1}"), Marks.NONE),
                                words("Q")),
                        assistant(
                                media(MediaKind.IMAGE, new Source.Url("u"), null, null),
                                new Part.HostedCall("ws_1", "web_search", "{}", Marks.NONE),
                                new Part.HostedResult("ws_1", "x", json("{}"), Part.Outcome.OK, Marks.NONE),
                                new Part.Refusal("No.", Marks.NONE)),
                        user(words("Q2")))
                .encoded();
        messages(encoded, """
                [{"role":"user","content":[{"type":"text","text":"Q"}]},
                 {"role":"assistant","content":[{"type":"text","text":"No."}]},
                 {"role":"user","content":[{"type":"text","text":"Q2"}]}]""");
        assertThat(told(encoded))
                .containsExactly(
                        "DROPPED /messages/s",
                        "DROPPED /messages/u",
                        "DROPPED /messages/u",
                        "DROPPED /messages/u",
                        "DROPPED /messages/u",
                        "DROPPED /messages/u",
                        "DROPPED /messages/a",
                        "DROPPED /messages/a",
                        "DROPPED /messages/a",
                        "RENAMED /messages/a");
    }

    @Test
    void resultsOfToolsHoldPictures() {
        Encoded encoded = Ask.of(
                        assistant(call("t1", "shoot", "{}")),
                        tool(result("t1", media(MediaKind.IMAGE, new Source.Inline("/9j/4A"), null, null))))
                .encoded();
        assertThat(encoded.body().at("/messages/1/content/0/content")).isEqualTo(json("""
                [{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/4A"}}]"""));
        assertThat(told(encoded)).contains("ADDED /messages/t");
    }

    @Test
    void aLateSystemTurnStaysWhereModelsTakeItAndElseGoesAsTheUsersWords() {
        Ask ask = Ask.of(
                user(words("Q")),
                system(words("Be brief.")),
                assistant(words("A")),
                user(words("Q2")),
                system(words("!")));
        messages(ask.encoded(Ask.with(Prefill.UNKNOWN, Support.YES, Set.of())), """
                [{"role":"user","content":[{"type":"text","text":"Q"}]},
                 {"role":"system","content":[{"type":"text","text":"Be brief."}]},
                 {"role":"assistant","content":[{"type":"text","text":"A"}]},
                 {"role":"user","content":[{"type":"text","text":"Q2"}]},
                 {"role":"system","content":[{"type":"text","text":"!"}]}]""");
        Encoded folded = ask.encoded();
        messages(folded, """
                [{"role":"user","content":[{"type":"text","text":"Q"},{"type":"text","text":"Be brief."}]},
                 {"role":"assistant","content":[{"type":"text","text":"A"}]},
                 {"role":"user","content":[{"type":"text","text":"Q2"},{"type":"text","text":"!"}]}]""");
        assertThat(told(folded)).containsExactly("COERCED /messages/s", "COERCED /messages/s");
    }

    @Test
    void aLateSystemTurnBeforeAUsersTurnIsFoldedEvenWhereModelsTakeOne() {
        Traits taking = Ask.with(Prefill.UNKNOWN, Support.YES, Set.of());
        messages(Ask.of(user(words("Q")), system(words("s")), user(words("R"))).encoded(taking), """
                [{"role":"user","content":[{"type":"text","text":"Q"},{"type":"text","text":"s"},{"type":"text","text":"R"}]}]""");
        Part sound = media(MediaKind.AUDIO, new Source.Inline("x"), null, null);
        messages(
                Ask.of(user(words("Q")), system(words("s")), assistant(sound), user(words("R")))
                        .encoded(taking),
                """
                [{"role":"user","content":[{"type":"text","text":"Q"},{"type":"text","text":"s"},{"type":"text","text":"R"}]}]""");
        messages(Ask.of(assistant(words("A")), system(words("s"))).encoded(taking), """
                [{"role":"assistant","content":[{"type":"text","text":"A"}]},
                 {"role":"user","content":[{"type":"text","text":"s"}]}]""");
    }

    @Test
    void aConversationOfSystemTurnsAloneEndsInAUsersTurn() {
        Encoded encoded =
                Ask.of(system(words("Be brief.")), system(words("Say hi."))).encoded();
        assertThat(encoded.body().get("system")).isEqualTo(json("[{\"type\":\"text\",\"text\":\"Be brief.\"}]"));
        messages(encoded, """
                [{"role":"user","content":[{"type":"text","text":"Say hi."}]}]""");
        assertThat(told(encoded)).containsExactly("COERCED /messages/s");
    }

    @Test
    void anAnswerToBeContinuedGoesAsAPrefillWhereTheModelTakesOne() {
        Ask ask = Ask.of(user(words("Q")), assistant(words("The answer is ")));
        Encoded plain = ask.encoded();
        assertThat(plain.body().at("/messages/1/content/0/text").stringValue()).isEqualTo("The answer is");
        assertThat(told(plain)).containsExactly("COERCED /messages/a");
        Encoded refused = ask.encoded(Ask.with(Prefill.NONE, Support.UNKNOWN, Set.of()));
        assertThat(refused.body().at("/messages/2")).isEqualTo(json("""
                {"role":"user","content":[{"type":"text","text":"Continue."}]}"""));
        assertThat(told(refused)).containsExactly("COERCED /messages/a");
    }

    @Test
    void namesAndForeignFieldsOfTurnsAreToldWithTheirPointers() {
        Turn named = new Turn(
                Role.USER,
                List.of(new Part.Text(
                        "Hi",
                        List.of(),
                        Marks.of(
                                new Extras("openai-chat", "/messages/0/content/0", Map.of("a/b", json("{\"c\":1}")))))),
                "ann",
                "/messages/0",
                Marks.of(new Extras("openai-chat", "/messages/0", Map.of("weight", json("1")))));
        assertThat(told(Ask.of(named).encoded()))
                .containsExactlyInAnyOrder(
                        "DROPPED /messages/0/name",
                        "DROPPED /messages/0/weight",
                        "DROPPED /messages/0/content/0/a~1b/c");
    }

    @Test
    void anthropicsOwnFieldsAndBlocksGoBackAsTheyWere() {
        String block = "{\"type\":\"container_upload\",\"file_id\":\"file_1\"}";
        Encoded encoded = Ask.of(
                        user(
                                new Part.Foreign(MessagesProviderCodec.DIALECT, json(block), Marks.NONE),
                                new Part.Media(
                                        MediaKind.DOCUMENT,
                                        new Source.Words("Hi"),
                                        null,
                                        null,
                                        Marks.of(extras(
                                                MessagesProviderCodec.DIALECT, "{\"citations\":{\"enabled\":true}}")))),
                        assistant(new Part.ToolCall(
                                "t1",
                                Part.ToolKind.FUNCTION,
                                "left_click",
                                "{}",
                                Marks.of(extras(MessagesProviderCodec.DIALECT, "{\"toolset_name\":\"computer\"}")))),
                        tool(result("t1")))
                .encoded();
        assertThat(encoded.body().at("/messages/0/content/0")).isEqualTo(json(block));
        assertThat(encoded.body().at("/messages/0/content/1/citations")).isEqualTo(json("{\"enabled\":true}"));
        assertThat(encoded.body().at("/messages/1/content/0/toolset_name").stringValue())
                .isEqualTo("computer");
    }

    @Test
    void toolsThatTheConversationCallsAreDeclaredAndMayNotBeCalled() {
        Encoded encoded =
                Ask.of(assistant(call("t1", "get", "{}")), tool(result("t1"))).encoded();
        assertThat(encoded.body().get("tools")).isEqualTo(json("""
                [{"name":"get","input_schema":{"type":"object","properties":{}}}]"""));
        assertThat(encoded.body().get("tool_choice")).isEqualTo(json("{\"type\":\"none\"}"));
        assertThat(told(encoded)).containsExactly("ADDED /tools");
    }
}
