package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.ANTHROPIC;
import static dev.weir.dialect.gemini.Requests.GOOGLE;
import static dev.weir.dialect.gemini.Requests.USER_Q;
import static dev.weir.dialect.gemini.Requests.check;
import static dev.weir.dialect.gemini.Requests.fields;
import static dev.weir.dialect.gemini.Requests.json;
import static dev.weir.dialect.gemini.Requests.request;
import static dev.weir.dialect.gemini.Requests.says;
import static dev.weir.dialect.gemini.Requests.traits;
import static dev.weir.dialect.gemini.Requests.turn;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.chat.CacheMark;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Role;
import dev.weir.chat.Seal;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Turn;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Turns and their parts, as Gemini is sent them.
class ConversationEncodingTest {
    private static Part.ToolCall call(String id, String name, String input, Marks marks) {
        return new Part.ToolCall(id, ToolKind.FUNCTION, name, input, marks);
    }

    private static Part.ToolResult result(String id, String text) {
        return new Part.ToolResult(id, null, List.of(new Part.Text(text)), Outcome.OK, Marks.NONE);
    }

    private static Part.Media image(Part.Source source, @Nullable String mime) {
        return new Part.Media(Part.MediaKind.IMAGE, source, mime, null, Marks.NONE);
    }

    static Stream<Arguments> conversations() {
        String invented = CallIds.invent("r", 0, 0, "f");
        String second = CallIds.invent("r", 0, 1, "f");
        return Stream.of(
                arguments(
                        "systemTurnsInFrontAreTheInstruction",
                        List.of(says(Role.SYSTEM, "a"), says(Role.DEVELOPER, "b"), says(Role.USER, "q")),
                        "{'systemInstruction':{'parts':[{'text':'a'},{'text':'b'}]},'contents':[" + USER_Q + "]}",
                        List.of()),
                arguments(
                        "systemTurnsInMidConversationStayThere",
                        List.of(says(Role.USER, "q"), says(Role.SYSTEM, "s"), says(Role.ASSISTANT, "a")),
                        "{'contents':[{'role':'user','parts':[{'text':'q'},{'text':'s'}]},"
                                + "{'role':'model','parts':[{'text':'a'}]}]}",
                        List.of("COERCED /t")),
                arguments(
                        "anInstructionAloneIsAsked",
                        List.of(says(Role.SYSTEM, "s")),
                        "{'contents':[{'role':'user','parts':[{'text':'s'}]}]}",
                        List.of("COERCED /messages")),
                arguments(
                        "turnsOfOneRoleAreOneContentAndEmptyWordsAreNone",
                        List.of(
                                says(Role.USER, "q"),
                                says(Role.USER, "r"),
                                says(Role.ASSISTANT, ""),
                                says(Role.ASSISTANT, "a")),
                        "{'contents':[{'role':'user','parts':[{'text':'q'},{'text':'r'}]},"
                                + "{'role':'model','parts':[{'text':'a'}]}]}",
                        List.of()),
                arguments(
                        "callsAndResultsOfTheProviderKeepTheirIds",
                        List.of(
                                turn(
                                        Role.ASSISTANT,
                                        call("c1", "f", "{\"a_b\":1.0}", Marks.of(GOOGLE)),
                                        call("c2", "g", "", Marks.NONE)),
                                turn(Role.TOOL, result("c1", "{\"x\":[1]}")),
                                turn(Role.TOOL, result("c2", "[2]"))),
                        "{'contents':[{'role':'model','parts':[{'functionCall':{'id':'c1','name':'f','args':{'a_b':1.0}},"
                                + "'thoughtSignature':'c2ln'},{'functionCall':{'id':'c2','name':'g','args':{}}}]},"
                                + "{'role':'user','parts':[{'functionResponse':{'id':'c1','name':'f','response':{'x':[1]}}},"
                                + "{'functionResponse':{'id':'c2','name':'g','response':{'result':'[2]'}}}]}]}",
                        List.of()),
                arguments(
                        "inventedIdsGoNoFurtherAndResultsFollowTheOrderOfTheirCalls",
                        List.of(
                                turn(
                                        Role.ASSISTANT,
                                        call(invented, "f", "{}", Marks.NONE),
                                        call(second, "f", "{}", Marks.NONE)),
                                turn(Role.USER, new Part.Text("and"), result(second, "two"), result(invented, "one"))),
                        "{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}},"
                                + "{'functionCall':{'name':'f','args':{}}}]},"
                                + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'result':'one'}}},"
                                + "{'functionResponse':{'name':'f','response':{'result':'two'}}},{'text':'and'}]}]}",
                        List.of()),
                arguments(
                        "anIdUsedTwiceMeansTheLastCall",
                        List.of(
                                turn(Role.ASSISTANT, call("call_0", "f", "{}", Marks.NONE)),
                                turn(Role.TOOL, result("call_0", "1")),
                                turn(Role.ASSISTANT, call("call_0", "g", "{}", Marks.NONE)),
                                turn(Role.TOOL, result("call_0", "2"))),
                        "{'contents':[{'role':'model','parts':[{'functionCall':{'id':'call_0','name':'f','args':{}}}]},"
                                + "{'role':'user','parts':[{'functionResponse':{'id':'call_0','name':'f','response':"
                                + "{'result':'1'}}}]},{'role':'model','parts':[{'functionCall':{'id':'call_0','name':'g',"
                                + "'args':{}}}]},{'role':'user','parts':[{'functionResponse':{'id':'call_0','name':'g',"
                                + "'response':{'result':'2'}}}]}]}",
                        List.of()),
                arguments(
                        "errorsSayThatTheyAre",
                        List.of(turn(
                                Role.TOOL,
                                new Part.ToolResult(
                                        "c",
                                        "f",
                                        List.of(new Part.Text("no"), new Part.Text("way")),
                                        Outcome.ERROR,
                                        Marks.NONE),
                                new Part.ToolResult("d", "f", List.of(), Outcome.OK, Marks.NONE))),
                        "{'contents':[{'role':'user','parts':[{'functionResponse':{'id':'c','name':'f','response':"
                                + "{'error':'no\\nway'}}},{'functionResponse':{'id':'d','name':'f','response':{}}}]}]}",
                        List.of()),
                arguments(
                        "aResultWithoutItsCallIsNamedAfterTheId",
                        List.of(turn(Role.TOOL, result("c9", "x"))),
                        "{'contents':[{'role':'user','parts':[{'functionResponse':{'id':'c9','name':'c9','response':"
                                + "{'result':'x'}}}]}]}",
                        List.of("COERCED /t")),
                arguments(
                        "argumentsThatAreNoObjectGoIntoOne",
                        List.of(turn(
                                Role.ASSISTANT,
                                call("c", "f", "{broken", Marks.NONE),
                                new Part.ToolCall("d", ToolKind.CUSTOM, "g", "free", Marks.NONE))),
                        "{'contents':[{'role':'model','parts':[{'functionCall':{'id':'c','name':'f','args':"
                                + "{'input':'{broken'}}},{'functionCall':{'id':'d','name':'g','args':{'input':'free'}}}]}]}",
                        List.of("COERCED /t", "COERCED /t")),
                arguments(
                        "signaturesOfGoogleGoBackOnTheirPartAndOthersDoNot",
                        List.of(turn(
                                Role.ASSISTANT,
                                new Part.Thought("t", Part.Thought.Form.SUMMARY, Marks.of(GOOGLE)),
                                new Part.Thought("u", Part.Thought.Form.FULL, Marks.of(ANTHROPIC)),
                                new Part.Thought("v", Part.Thought.Form.FULL, Marks.NONE),
                                new Part.Text("a", List.of(), Marks.of(GOOGLE)),
                                new Part.Text("", List.of(), Marks.of(new Seal("partner", "p"))),
                                new Part.Text("b", List.of(), Marks.of(ANTHROPIC)),
                                call("c", "f", "{}", Marks.of(ANTHROPIC)))),
                        "{'contents':[{'role':'model','parts':[{'thought':true,'text':'t','thoughtSignature':'c2ln'},"
                                + "{'text':'a','thoughtSignature':'c2ln'},{'text':'','thoughtSignature':'p'},{'text':'b'},"
                                + "{'functionCall':{'id':'c','name':'f','args':{}}}]}]}",
                        List.of("DROPPED /t", "DROPPED /t", "DROPPED /t", "DROPPED /t", "DROPPED /t")),
                arguments(
                        "hostedPartsOfGeminiGoBackAndThoseOfOthersDoNot",
                        List.of(turn(
                                Role.ASSISTANT,
                                new Part.HostedCall(
                                        "x",
                                        "executableCode",
                                        "{\"language\":\"PYTHON\",\"code\":\"1\"}",
                                        Marks.of(GOOGLE)),
                                new Part.HostedResult(
                                        "x",
                                        "codeExecutionResult",
                                        json("{'outcome':'OUTCOME_OK'}"),
                                        Outcome.OK,
                                        Marks.NONE),
                                new Part.HostedCall("y", "GOOGLE_SEARCH_WEB", "{\"queries\":[]}", Marks.NONE),
                                new Part.HostedResult(
                                        "y",
                                        "toolResponse",
                                        json("{'toolType':'T','response':{}}"),
                                        Outcome.OK,
                                        Marks.NONE),
                                new Part.HostedCall("z", "web_search", "{}", Marks.NONE),
                                new Part.HostedResult(
                                        "z", "web_search_tool_result", json("[]"), Outcome.OK, Marks.NONE),
                                new Part.Foreign("gemini", json("{'hologram':1}"), Marks.of(GOOGLE)),
                                new Part.Foreign("anthropic-messages", json("{'type':'x'}"), Marks.NONE))),
                        "{'contents':[{'role':'model','parts':[{'executableCode':{'id':'x','language':'PYTHON','code':'1'},"
                                + "'thoughtSignature':'c2ln'},{'codeExecutionResult':{'id':'x','outcome':'OUTCOME_OK'}},"
                                + "{'toolCall':{'id':'y','toolType':'GOOGLE_SEARCH_WEB','args':{'queries':[]}}},"
                                + "{'toolResponse':{'id':'y','toolType':'T','response':{}}},"
                                + "{'hologram':1,'thoughtSignature':'c2ln'}]}]}",
                        List.of("DROPPED /t", "DROPPED /t", "DROPPED /t")),
                arguments(
                        "mediaGoAsBytesOrAsAddresses",
                        List.of(turn(
                                Role.USER,
                                image(new Part.Source.Inline("_-A"), "image/png"),
                                image(new Part.Source.Url("https://h/i.JPG?x=.png"), null),
                                image(new Part.Source.Url("http://h/i"), "image/png"),
                                image(new Part.Source.Url("data:image/gif;base64,R0lGOD"), null),
                                new Part.Media(
                                        Part.MediaKind.DOCUMENT,
                                        new Part.Source.Inline("JVBERi0x"),
                                        null,
                                        "n.pdf",
                                        Marks.NONE),
                                new Part.Media(
                                        Part.MediaKind.DOCUMENT,
                                        new Part.Source.FileId("file-1"),
                                        null,
                                        null,
                                        Marks.NONE),
                                new Part.Media(
                                        Part.MediaKind.DOCUMENT,
                                        new Part.Source.Words("w"),
                                        "text/plain",
                                        null,
                                        Marks.NONE))),
                        "{'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'/+A='}},"
                                + "{'fileData':{'mimeType':'image/jpeg','fileUri':'https://h/i.JPG?x=.png'}},"
                                + "{'fileData':{'mimeType':'image/png','fileUri':'http://h/i'}},"
                                + "{'inlineData':{'mimeType':'image/gif','data':'R0lGOD=='}},"
                                + "{'inlineData':{'mimeType':'application/pdf','data':'JVBERi0x'}},"
                                + "{'fileData':{'fileUri':'file-1'}},{'text':'w'}]}]}",
                        List.of("ADDED /t", "COERCED /t", "DROPPED /t", "ADDED /t", "COERCED /t", "RENAMED /t")),
                arguments(
                        "mediaOfAResultGoBehindItWhereItsModelWantsThemThere",
                        List.of(turn(
                                Role.TOOL,
                                new Part.ToolResult(
                                        "c",
                                        "f",
                                        List.of(
                                                new Part.Text("see"),
                                                image(new Part.Source.Inline("AAAA"), "image/png"),
                                                new Part.Foreign("x", json("{}"), Marks.NONE)),
                                        Outcome.OK,
                                        Marks.NONE),
                                result("d", "2"))),
                        "{'contents':[{'role':'user','parts':[{'functionResponse':{'id':'c','name':'f','response':"
                                + "{'result':'see'}}},{'functionResponse':{'id':'d','name':'d','response':{'result':'2'}}},"
                                + "{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}]}",
                        List.of("COERCED /t", "DROPPED /t", "COERCED /t")),
                arguments(
                        "whatStandsBesideAPartIsListedOrSent",
                        List.of(new Turn(
                                Role.USER,
                                List.of(
                                        new Part.Text(
                                                "q",
                                                List.of(),
                                                new Marks(
                                                        null,
                                                        new CacheMark(null),
                                                        new Extras(
                                                                "openai-chat",
                                                                "/t/content/0",
                                                                fields("{'detail':1}")))),
                                        new Part.Media(
                                                Part.MediaKind.VIDEO,
                                                new Part.Source.Url("gs://v"),
                                                "video/mp4",
                                                null,
                                                Marks.of(new Extras(
                                                        "gemini", "/x", fields("{'videoMetadata':{'fps':1}}")))),
                                        new Part.Refusal("no", Marks.NONE)),
                                "ann",
                                "/t",
                                Marks.of(new Extras("openai-chat", "/t", fields("{'mood':1}"))))),
                        "{'contents':[{'role':'user','parts':[{'text':'q'},{'fileData':{'mimeType':'video/mp4',"
                                + "'fileUri':'gs://v'},'videoMetadata':{'fps':1}},{'text':'no'}]}]}",
                        List.of(
                                "DROPPED /t/name",
                                "DROPPED /t/mood",
                                "DROPPED /t/content/0/cache_control",
                                "DROPPED /t/content/0/detail",
                                "COERCED /t")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void conversationsAreSentWithoutSilentLoss(String name, List<Turn> turns, String body, List<String> losses) {
        Traits traits = traits(Thinking.UNKNOWN, Support.UNKNOWN, Support.UNKNOWN);
        check(request(turns.toArray(new Turn[0])), traits, body, losses.toArray(new String[0]));
    }

    @Test
    void mediaStandInsideAResultWhereTheModelTakesThemThere() {
        Part.ToolResult result = new Part.ToolResult(
                "c",
                "f",
                List.of(
                        image(new Part.Source.Inline("AAAA"), "image/png"),
                        new Part.Media(
                                Part.MediaKind.AUDIO, new Part.Source.Inline("BBBB"), "audio/wav", null, Marks.NONE)),
                Outcome.OK,
                Marks.NONE);
        check(
                request(turn(Role.TOOL, result)),
                traits(Thinking.UNKNOWN, Support.YES, Support.YES),
                "{'contents':[{'role':'user','parts':[{'functionResponse':{'id':'c','name':'f','response':{},'parts':["
                        + "{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}},"
                        + "{'inlineData':{'mimeType':'audio/wav','data':'BBBB'}}]}]}",
                "COERCED /t");
    }
}
