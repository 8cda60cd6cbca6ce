package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.GOOGLE;
import static dev.weir.dialect.gemini.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Turn;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a Gemini client's conversation says.
class ContentsReadingTest {
    private static Turn turn(Role role, String at, Part... parts) {
        return new Turn(role, List.of(parts), null, at, Marks.NONE);
    }

    private static Marks extras(String at, String fields) {
        return Marks.of(new Extras("gemini", at, Requests.fields(fields)));
    }

    @Test
    void anInstructionIsASystemTurnAndARoleLeftOutIsTheUsers() {
        assertThat(Ask.read("{'system_instruction':{'role':'user','parts':[{'text':'be'},{'text':'brief'}]},"
                                + "'contents':[{'parts':[{'text':'q'}]},{'role':'model','parts':[{'text':'a'}]}]}")
                        .turns())
                .containsExactly(
                        turn(Role.SYSTEM, "/systemInstruction", new Part.Text("be"), new Part.Text("brief")),
                        turn(Role.USER, "/contents/0", new Part.Text("q")),
                        turn(Role.ASSISTANT, "/contents/1", new Part.Text("a")));
    }

    @Test
    void theModelsWordsComeBackInPiecesAndAreOneUntilASignature() {
        assertThat(Ask.model("{'text':'th','thought':true},{'thought':true,'text':'ink'},"
                        + "{'text':'','thought':true,'thoughtSignature':'c2ln'},{'text':'a'},{'text':'b'},"
                        + "{'thought_signature':'c2ln'},{'text':'c'},{'text':'','partMetadata':{'k_k':1}}"))
                .containsExactly(
                        new Part.Thought("think", Part.Thought.Form.SUMMARY, Marks.of(GOOGLE)),
                        new Part.Text("ab", List.of(), Marks.of(GOOGLE)),
                        new Part.Text("c"),
                        new Part.Text("", List.of(), extras("/contents/0/parts/7", "{'partMetadata':{'k_k':1}}")));
    }

    @Test
    void contentsOfTheModelAfterAnotherAreOneTurn() {
        List<Turn> turns = Ask.turns("{'role':'model','parts':[{'text':'th','thought':true}]},"
                + "{'role':'model','parts':[{'text':'ink','thought':true}],'new':1},"
                + "{'role':'model','parts':[{'text':'','thought':true,'thoughtSignature':'c2ln'}]},"
                + "{'role':'model','parts':[{'functionCall':{'name':'f'}}]},{'role':'model','parts':[{'text':''}]},"
                + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'result':'x'}}}]}");
        assertThat(turns).hasSize(2);
        assertThat(turns.getFirst().at()).isEqualTo("/contents/0");
        assertThat(turns.getFirst().marks()).isEqualTo(extras("/contents/0", "{'new':1}"));
        assertThat(turns.getFirst().parts().getFirst())
                .isEqualTo(new Part.Thought("think", Part.Thought.Form.SUMMARY, Marks.of(GOOGLE)));
        String id = ((Part.ToolCall) turns.getFirst().parts().get(1)).id();
        assertThat(turns.get(1).parts()).containsExactly(result(id, Outcome.OK, "x"));
    }

    @Test
    void wordsOfTheUserStayApart() {
        assertThat(Ask.turns("{'role':'user','parts':[{'text':'a'},{'text':'b'},{}]}"))
                .containsExactly(turn(Role.USER, "/contents/0", new Part.Text("a"), new Part.Text("b")));
    }

    @Test
    void callsAndResultsKeepTheirIdsAndTheirArgumentsTheirSpelling() {
        assertThat(Ask.turns("{'role':'model','parts':[{'function_call':{'id':'c1','name':'f','args':"
                        + "{'my_key':1.50}},'thoughtSignature':'c2ln'}]},"
                        + "{'role':'user','parts':[{'text':'and'},{'function_response':{'id':'c1','name':'f',"
                        + "'response':{'my_key':[1]}}}]}"))
                .containsExactly(
                        turn(
                                Role.ASSISTANT,
                                "/contents/0",
                                new Part.ToolCall("c1", ToolKind.FUNCTION, "f", "{\"my_key\":1.50}", Marks.of(GOOGLE))),
                        turn(Role.TOOL, "/contents/1", result("c1", Outcome.OK, "{\"my_key\":[1]}")),
                        turn(Role.USER, "/contents/1", new Part.Text("and")));
    }

    private static Part result(String id, Outcome outcome, String words) {
        List<Part> parts = words.isEmpty() ? List.of() : List.of(new Part.Text(words));
        return new Part.ToolResult(id, "f", parts, outcome, Marks.NONE);
    }

    @Test
    void callsWithoutIdsGetOneOfTheirPlaceAndResultsFindThemByNameAndOrder() {
        List<Turn> turns = Ask.turns("{'role':'model','parts':[{'functionCall':{'name':'f'}},"
                + "{'functionCall':{'name':'g','args':{}}},{'functionCall':{'name':'f','args':{'n':2}}}]},"
                + "{'role':'user','parts':[{'functionResponse':{'name':'g','response':{'result':'G'}}},"
                + "{'functionResponse':{'name':'f','response':{'result':'F1'}}},"
                + "{'functionResponse':{'name':'f','response':{'result':'F2'}}}]}");
        List<String> calls = turns.get(0).parts().stream()
                .map(part -> ((Part.ToolCall) part).id())
                .toList();
        assertThat(calls)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(CallIds.isInvented(id)).isTrue());
        assertThat(turns.get(1).parts().stream().map(part -> ((Part.ToolResult) part).callId()))
                .containsExactly(calls.get(1), calls.get(0), calls.get(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'result':'rain'}       | OK    | rain",
                "{'result':'{\"a\":1}'}  | OK    | {\"result\":\"{\\\"a\\\":1}\"}",
                "{'result':5}            | OK    | {\"result\":5}",
                "{'a':1,'result':'x'}    | OK    | {\"a\":1,\"result\":\"x\"}",
                "{'error':'no'}          | ERROR | no",
                "{'error':{'code':7}}    | ERROR | {\"code\":7}",
                "{'error':[1]}           | OK    | {\"error\":[1]}",
                "{}                      | OK    | ~~",
            })
    void whatAToolBroughtIsWordsAndBecomesTheSameObjectAgain(String response, Outcome outcome, String words) {
        // Only what is quoted singly is a delimiter of JSON here.
        String body =
                "{\"contents\":[{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"id\":\"c\",\"name\":\"f\"}}]},"
                        + "{\"role\":\"user\",\"parts\":[{\"functionResponse\":{\"id\":\"c\",\"name\":\"f\",\"response\":"
                        + response.strip().replace("\"", "\\\"").replace('\'', '"') + "}}]}]}";
        var request = ((Decoded.Accepted) Ask.decode(body)).request();
        assertThat(request.turns().get(1).parts()).containsExactly(result("c", outcome, words.strip()));
        assertThat(Requests.CODEC
                        .encode(request, Traits.UNKNOWN)
                        .body()
                        .at("/contents/1/parts/0/functionResponse/response"))
                .isEqualTo(json(body).at("/contents/1/parts/0/functionResponse/response"));
    }

    @Test
    void aResultMayHoldMediaAndSettings() {
        assertThat(Ask.turns("{'parts':[{'functionResponse':{'id':'c','name':'f','response':{'result':'x'},"
                                + "'willContinue':true,'parts':[{'inline_data':{'mime_type':'image/png','data':'-_8'}}]},"
                                + "'partMetadata':{'m':1}}]}")
                        .getFirst()
                        .parts())
                .containsExactly(new Part.ToolResult(
                        "c",
                        "f",
                        List.of(
                                new Part.Text("x"),
                                new Part.Media(
                                        MediaKind.IMAGE,
                                        new Part.Source.Inline("+/8="),
                                        "image/png",
                                        null,
                                        Marks.NONE)),
                        Outcome.OK,
                        extras(
                                "/contents/0/parts/0",
                                "{'partMetadata':{'m':1},'functionResponse':{'willContinue':true}}")));
    }

    @Test
    void mediaAreBytesAddressesAndFilesThatAreKept() {
        assertThat(Ask.turns("{'parts':[{'inlineData':{'mimeType':'application/pdf','data':'AA==','displayName':'n'},"
                                + "'videoMetadata':{'fps':1}},"
                                + "{'file_data':{'mime_type':'video/mp4','file_uri':'https://youtu.be/x'}},"
                                + "{'fileData':{'fileUri':'gs://b/o'}},{'fileData':{'mimeType':'audio/mpeg','fileUri':"
                                + "'https://generativelanguage.googleapis.com/v1beta/files/f'}}]}")
                        .getFirst()
                        .parts())
                .containsExactly(
                        new Part.Media(
                                MediaKind.DOCUMENT,
                                new Part.Source.Inline("AA=="),
                                "application/pdf",
                                "n",
                                extras("/contents/0/parts/0", "{'videoMetadata':{'fps':1}}")),
                        new Part.Media(
                                MediaKind.VIDEO,
                                new Part.Source.Url("https://youtu.be/x"),
                                "video/mp4",
                                null,
                                Marks.NONE),
                        new Part.Media(MediaKind.DOCUMENT, new Part.Source.FileId("gs://b/o"), null, null, Marks.NONE),
                        new Part.Media(
                                MediaKind.AUDIO,
                                new Part.Source.FileId("https://generativelanguage.googleapis.com/v1beta/files/f"),
                                "audio/mpeg",
                                null,
                                Marks.NONE));
    }

    @Test
    void argumentsThatCameInFragmentsArePutTogether() {
        assertThat(Ask.model("{'functionCall':{'id':'c','name':'f','willContinue':true},'thoughtSignature':'c2ln'},"
                        + "{'functionCall':{'partialArgs':[{'jsonPath':'$.a','stringValue':'x','willContinue':true}],"
                        + "'willContinue':true}},"
                        + "{'functionCall':{'partialArgs':[{'json_path':'$.a','string_value':'y'},"
                        + "{'jsonPath':'$.n[0]','numberValue':1},{'jsonPath':'$.z','nullValue':'NULL_VALUE'}]}},"
                        + "{'text':'then'}"))
                .containsExactly(
                        new Part.ToolCall(
                                "c", ToolKind.FUNCTION, "f", "{\"a\":\"xy\",\"n\":[1],\"z\":null}", Marks.of(GOOGLE)),
                        new Part.Text("then"));
        assertThat(Ask.model("{'functionCall':{'id':'c','name':'f','willContinue':true}}"))
                .containsExactly(new Part.ToolCall("c", ToolKind.FUNCTION, "f", "{}", Marks.NONE));
    }

    @Test
    void hostedPartsAreCallsAndResultsOfTheProvider() {
        List<Part> parts = Ask.model("{'executableCode':{'language':'PYTHON','code':'1'},'thoughtSignature':'c2ln'},"
                + "{'code_execution_result':{'outcome':'OUTCOME_FAILED','output':'x'}},"
                + "{'toolCall':{'id':'t','tool_type':'GOOGLE_SEARCH_WEB','args':{'queries':['q']}}},"
                + "{'tool_response':{'id':'t','toolType':'GOOGLE_SEARCH_WEB','response':{'r':1}}}");
        Part.HostedCall code = (Part.HostedCall) parts.get(0);
        assertThat(code.name()).isEqualTo("executableCode");
        assertThat(code.marks().seal()).isEqualTo(GOOGLE);
        assertThat(Json.readOrNull(code.input())).isEqualTo(json("{'language':'PYTHON','code':'1'}"));
        Part.HostedResult ran = (Part.HostedResult) parts.get(1);
        assertThat(ran.callId()).isEqualTo(code.id());
        assertThat(ran.outcome()).isEqualTo(Outcome.ERROR);
        assertThat(parts.get(2))
                .isInstanceOfSatisfying(
                        Part.HostedCall.class,
                        call -> assertThat(List.of(call.id(), call.name(), call.input()))
                                .containsExactly("t", "GOOGLE_SEARCH_WEB", "{\"queries\":[\"q\"]}"));
        assertThat(parts.get(3))
                .isInstanceOfSatisfying(
                        Part.HostedResult.class,
                        result -> assertThat(result.content())
                                .isEqualTo(json("{'toolType':'GOOGLE_SEARCH_WEB','response':{'r':1}}")));
    }

    @Test
    void partsOfTheFutureAndThoughtsOfOtherKindsStayVerbatim() {
        assertThat(Ask.model("{'hologram':{'a_b':1},'thoughtSignature':'c2ln'},"
                        + "{'inlineData':{'mimeType':'image/png','data':'AA=='},'thought':true}"))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(new Part.Foreign(
                                        "gemini",
                                        json("{'hologram':{'a_b':1}}"),
                                        Marks.at(new Extras("gemini", "/contents/0/parts/0", Map.of()))
                                                .withSeal(GOOGLE))),
                        second -> assertThat(second).isInstanceOf(Part.Foreign.class));
    }

    @Test
    void signaturesAreBytesInAnyAlphabetAndThoseOfOthersComeOutOfTheirEnvelopes() {
        assertThat(Ask.model("{'text':'x','thoughtSignature':'-_8'}")
                        .getFirst()
                        .marks()
                        .seal())
                .isEqualTo(new Seal("google", "+/8="));
        Seal theirs = new Seal("anthropic", "Eq/+opaque==");
        String carried = SealEnvelope.signature(theirs, Part.Thought.Form.REDACTED);
        String urlSafe = carried.replace('+', '-').replace('/', '_').replace("=", "");
        assertThat(Ask.model("{'text':'','thought':true,'thoughtSignature':'" + urlSafe + "'}"))
                .containsExactly(new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(theirs)));
        assertThat(SealEnvelope.open(SealEnvelope.signature(theirs, null)))
                .isEqualTo(new SealEnvelope.Opened(theirs, null, null));
        assertThat(SealEnvelope.open(SealEnvelope.tool("web_search")))
                .isEqualTo(new SealEnvelope.Opened(null, null, "web_search"));
        assertThat(SealEnvelope.open("no base64!").seal()).isEqualTo(new Seal("google", "no base64!"));
    }
}
