package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.Places;
import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Whole answers of every kind of part, made by hand.
class AnswerDecodingTest {
    private static final GeminiProviderCodec CODEC = new GeminiProviderCodec();

    private static Answer decode(String json) {
        return CODEC.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ChatResponse whole(String json) {
        return ((Answer.Whole) decode(json)).response();
    }

    private static List<Part> parts(String parts) {
        return whole("{'candidates':[{'content':{'role':'model','parts':[" + parts
                        + "]},'finishReason':'STOP'}],'responseId':'r1'}")
                .choices()
                .getFirst()
                .parts();
    }

    private static Marks sealed(String signature) {
        return Marks.of(new Seal("google", signature));
    }

    static Stream<Arguments> partKinds() {
        return Stream.of(
                arguments("{'text':'a'},{'text':'b'}", List.of(new Part.Text("ab"))),
                arguments("{'text':''}", List.of()),
                arguments(
                        "{'text':'a','thoughtSignature':'s1'},{'text':'b'}",
                        List.of(new Part.Text("a", List.of(), sealed("s1")), new Part.Text("b"))),
                arguments(
                        "{'text':'a'},{'text':'','thoughtSignature':'s1'}",
                        List.of(new Part.Text("a", List.of(), sealed("s1")))),
                arguments(
                        "{'text':'t','thought':true},{'thoughtSignature':'s1'}",
                        List.of(
                                new Part.Thought("t", Part.Thought.Form.SUMMARY, Marks.NONE),
                                new Part.Text("", List.of(), sealed("s1")))),
                arguments(
                        "{'text':'t','thought':true,'thoughtSignature':'s1'},{'text':'a'}",
                        List.of(new Part.Thought("t", Part.Thought.Form.SUMMARY, sealed("s1")), new Part.Text("a"))),
                arguments(
                        "{'functionCall':{'id':'c1','name':'f','args':{'some_key':1.50,'aB':[null]}},"
                                + "'thoughtSignature':'s1'}",
                        List.of(new Part.ToolCall(
                                "c1", Part.ToolKind.FUNCTION, "f", "{\"some_key\":1.50,\"aB\":[null]}", sealed("s1")))),
                arguments(
                        "{'inlineData':{'mimeType':'image/png','data':'_-A'}}",
                        List.of(new Part.Media(
                                Part.MediaKind.IMAGE, new Part.Source.Inline("/+A="), "image/png", null, Marks.NONE))),
                arguments(
                        "{'fileData':{'mimeType':'video/mp4','fileUri':'gs://b/v.mp4'}}",
                        List.of(new Part.Media(
                                Part.MediaKind.VIDEO,
                                new Part.Source.Url("gs://b/v.mp4"),
                                "video/mp4",
                                null,
                                Marks.NONE))),
                arguments(
                        "{'executableCode':{'id':'x','language':'PYTHON','code':'1'}},"
                                + "{'codeExecutionResult':{'id':'x','outcome':'OUTCOME_FAILED','output':'no'}}",
                        List.of(
                                new Part.HostedCall(
                                        "x", "executableCode", "{\"language\":\"PYTHON\",\"code\":\"1\"}", Marks.NONE),
                                new Part.HostedResult(
                                        "x",
                                        "codeExecutionResult",
                                        json("{'outcome':'OUTCOME_FAILED','output':'no'}"),
                                        Part.Outcome.ERROR,
                                        Marks.NONE))),
                arguments(
                        "{'toolCall':{'id':'x','toolType':'GOOGLE_SEARCH_WEB','args':{'queries':['q']}},"
                                + "'thoughtSignature':'s1'},"
                                + "{'toolResponse':{'id':'x','toolType':'GOOGLE_SEARCH_WEB','response':{'a_b':1}}}",
                        List.of(
                                new Part.HostedCall("x", "GOOGLE_SEARCH_WEB", "{\"queries\":[\"q\"]}", sealed("s1")),
                                new Part.HostedResult(
                                        "x",
                                        "toolResponse",
                                        json("{'toolType':'GOOGLE_SEARCH_WEB','response':{'a_b':1}}"),
                                        Part.Outcome.OK,
                                        Marks.NONE))),
                arguments(
                        "{'hologram':{'x':1},'thoughtSignature':'s1'}",
                        List.of(new Part.Foreign("gemini", json("{'hologram':{'x':1}}"), sealed("s1")))),
                arguments(
                        "{'thought':true,'inlineData':{'mimeType':'image/png','data':'AAAA'}}",
                        List.of(new Part.Foreign(
                                "gemini",
                                json("{'thought':true,'inlineData':{'mimeType':'image/png','data':'AAAA'}}"),
                                Marks.NONE))),
                arguments(
                        "{'functionResponse':{'name':'f','response':{}}}",
                        List.of(new Part.Foreign(
                                "gemini", json("{'functionResponse':{'name':'f','response':{}}}"), Marks.NONE))));
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.readOrNull(text.replace('\'', '"')));
    }

    @ParameterizedTest
    @MethodSource("partKinds")
    void everyKindOfPartIsRead(String sent, List<Part> expected) {
        assertThat(parts(sent).stream().map(Places::forget).toList()).isEqualTo(expected);
    }

    @Test
    void callsWithoutIdsGetTheSameOnesEachTimeAndEachItsOwn() {
        String two = "{'functionCall':{'name':'f','args':{}}},{'functionCall':{'name':'f'}}";
        List<String> ids =
                parts(two).stream().map(part -> ((Part.ToolCall) part).id()).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(CallIds::isInvented).allMatch(id -> id.length() <= 40);
        assertThat(parts(two)).isEqualTo(parts(two));
        assertThat(CallIds.invent("r1", 0, 0, "f")).isNotEqualTo(CallIds.invent("r2", 0, 0, "f"));
    }

    @Test
    void codeWithoutAnIdAndItsResultBelongTogether() {
        List<Part> parts = parts("{'executableCode':{'language':'PYTHON','code':'1'}},"
                + "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1'}}");
        String id = ((Part.HostedCall) parts.get(0)).id();
        assertThat(((Part.HostedResult) parts.get(1)).callId()).isEqualTo(id);
        assertThat(CallIds.isInvented(id)).isTrue();
    }

    static Stream<Arguments> reasons() {
        return Stream.of(
                arguments("STOP", Stop.COMPLETE, Stop.TOOL_CALLS),
                arguments("MAX_TOKENS", Stop.MAX_TOKENS, Stop.MAX_TOKENS),
                arguments("SAFETY", Stop.REFUSED, Stop.REFUSED),
                arguments("RECITATION", Stop.REFUSED, Stop.REFUSED),
                arguments("BLOCKLIST", Stop.REFUSED, Stop.REFUSED),
                arguments("PROHIBITED_CONTENT", Stop.REFUSED, Stop.REFUSED),
                arguments("SPII", Stop.REFUSED, Stop.REFUSED),
                arguments("IMAGE_SAFETY", Stop.REFUSED, Stop.REFUSED),
                arguments("MODEL_ARMOR", Stop.REFUSED, Stop.REFUSED),
                arguments("UNEXPECTED_TOOL_CALL", Stop.OTHER, Stop.OTHER),
                arguments("MALFORMED_FUNCTION_CALL", Stop.OTHER, Stop.OTHER),
                arguments("MISSING_THOUGHT_SIGNATURE", Stop.OTHER, Stop.OTHER),
                arguments("CONTINUATION", Stop.PAUSED, Stop.PAUSED),
                arguments("A_WORD_OF_TOMORROW", Stop.OTHER, Stop.OTHER));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void everyFinishReasonHasAMeaning(String reason, Stop withWords, Stop withCall) {
        for (String part : List.of("{'text':'a'}", "{'functionCall':{'name':'f'}}")) {
            Choice choice = whole("{'candidates':[{'content':{'parts':[" + part + "]},'finishReason':'" + reason
                            + "','finishMessage':'why','continuationToken':'tok'}]}")
                    .choices()
                    .getFirst();
            assertThat(choice.finish().stop()).isEqualTo(part.contains("text") ? withWords : withCall);
            assertThat(choice.finish().raw()).isEqualTo(reason);
            assertThat(choice.finish().extras().fields())
                    .containsEntry("finishMessage", Json.string("why"))
                    .containsEntry("continuationToken", Json.string("tok"));
        }
    }

    @Test
    void choicesKeepTheirNumbersAndAnAnswerItsHead() {
        ChatResponse response = whole("{'candidates':[{'content':{'parts':[{'text':'b'}]},'index':1,"
                + "'finishReason':'STOP'},{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP','index':0}],"
                + "'modelVersion':'gemini-x','responseId':'r1','createTime':'2026-01-02T03:04:05.678Z'}");
        assertThat(response.head()).isEqualTo(new Head("r1", "gemini-x", 1_767_323_045L));
        assertThat(response.choices()).extracting(Choice::index).containsExactly(0, 1);
        assertThat(response.choices().get(1).parts()).containsExactly(new Part.Text("b"));
    }

    @Test
    void aCandidateThatSaysNotHowItEndedIsReadAsItStands() {
        ChatResponse response = whole("{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}");
        assertThat(response.choices().getFirst().finish().stop()).isEqualTo(Stop.OTHER);
        assertThat(response.choices().getFirst().finish().raw()).isNull();
        assertThat(response.usage()).isNull();
    }

    @Test
    void fieldsThatNobodyKnowsAreKeptWithTheirPlaces() {
        ChatResponse response = whole("{'candidates':[{'content':{'parts':[{'text':'a','videoMetadata':{'fps':1}}],"
                + "'flavour':'x'},'finishReason':'STOP','avgLogprobs':-0.5,'safetyRatings':[{'category':'C'}],"
                + "'citationMetadata':{'citations':[{'uri':'u'}]},'urlContextMetadata':{'urlMetadata':[{'r':1}]}}],"
                + "'modelStatus':{'s':1},'createTime':'yesterday','promptFeedback':{'safetyRatings':[{'c':1}]},"
                + "'usageMetadata':{'trafficType':'ON_DEMAND'}}");
        assertThat(response.extras())
                .containsExactlyInAnyOrder(
                        extras("/candidates/0/content/parts/0", "{'videoMetadata':{'fps':1}}"),
                        extras("/candidates/0/content", "{'flavour':'x'}"),
                        extras(
                                "/candidates/0",
                                "{'avgLogprobs':-0.5,'safetyRatings':[{'category':'C'}],'citationMetadata':"
                                        + "{'citations':[{'uri':'u'}]},'urlContextMetadata':{'urlMetadata':[{'r':1}]}}"),
                        extras(
                                "",
                                "{'modelStatus':{'s':1},'createTime':'yesterday','promptFeedback':{'safetyRatings':"
                                        + "[{'c':1}]},'usageMetadata':{'trafficType':'ON_DEMAND'}}"));
    }

    private static Extras extras(String at, String fields) {
        var map = new LinkedHashMap<String, JsonNode>();
        json(fields).properties().forEach(field -> map.put(field.getKey(), field.getValue()));
        return new Extras("gemini", at, map);
    }

    @Test
    void logprobsStandWithTheirAlternatives() {
        ChatResponse response = whole("{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP',"
                + "'logprobsResult':{'chosenCandidates':[{'token':'a','tokenId':7,'logProbability':-0.25},{'token':'b'}],"
                + "'topCandidates':[{'candidates':[{'token':'a','logProbability':-0.25},"
                + "{'token':'c','logProbability':-1.5}]}]}}]}");
        assertThat(response.choices().getFirst().logprobs())
                .containsExactly(
                        new Logprob(
                                "a",
                                -0.25,
                                null,
                                List.of(
                                        new Logprob("a", -0.25, null, List.of()),
                                        new Logprob("c", -1.5, null, List.of()))),
                        new Logprob("b", 0, null, List.of()));
        assertThat(response.extras())
                .containsExactly(extras("/candidates/0/logprobsResult", "{'chosenCandidates':[{'tokenId':7},{}]}"));
    }

    private static final String CHUNKS = "'groundingChunks':[{'web':{'uri':'u0','title':'t0','domain':'d'}},"
            + "{'retrievedContext':{'uri':'u1','title':'t1','text':'q1'}},{'maps':{'uri':'u2','placeId':'p'}}]";

    private static ChatResponse grounded(String parts, String supports) {
        return whole("{'candidates':[{'content':{'parts':[" + parts + "]},'finishReason':'STOP','groundingMetadata':{"
                + CHUNKS + ",'groundingSupports':[" + supports + "],'webSearchQueries':['q']}}]}");
    }

    @Test
    void citationsCountBytesAndStandOnTheWordsTheyQuote() {
        ChatResponse response = grounded(
                "{'text':'Grüße, Welt'}",
                "{'segment':{'startIndex':9,'endIndex':13,'text':'Welt'},'groundingChunkIndices':[1,0],"
                        + "'confidenceScores':[0.5]}");
        Part.Text text = (Part.Text) response.choices().getFirst().parts().getFirst();
        Span span = new Span(9, 13, Unit.UTF8_BYTES);
        String at = "/candidates/0/groundingMetadata/groundingSupports/0";
        assertThat(text.annotations())
                .containsExactly(
                        new Annotation(span, "u1", "t1", "q1", extras(at, "{'confidenceScores':[0.5]}")),
                        new Annotation(
                                span, "u0", "t0", null, extras(at, "{'confidenceScores':[0.5],'web':{'domain':'d'}}")),
                        new Annotation(
                                null,
                                "u2",
                                null,
                                null,
                                extras(
                                        "/candidates/0/groundingMetadata/groundingChunks/2",
                                        "{'maps':{'placeId':'p'}}")));
        assertThat(response.extras())
                .containsExactly(extras("/candidates/0/groundingMetadata", "{'webSearchQueries':['q']}"));
    }

    static Stream<Arguments> placements() {
        String two =
                "{'executableCode':{'code':'1'}},{'text':'one two'},{'toolCall':{'toolType':'T'}},{'text':'three'}";
        return Stream.of(
                arguments(two, "{'partIndex':3,'endIndex':5}", 3, new Span(0, 5, Unit.UTF8_BYTES)),
                arguments(two, "{'endIndex':3,'text':'one'}", 1, new Span(0, 3, Unit.UTF8_BYTES)),
                arguments(two, "{'endIndex':5,'text':'three'}", 3, new Span(0, 5, Unit.UTF8_BYTES)),
                arguments(two, "{'startIndex':7,'endIndex':12,'text':'three'}", 3, new Span(0, 5, Unit.UTF8_BYTES)),
                arguments(two, "{'startIndex':6,'endIndex':9,'text':'two'}", 1, new Span(4, 7, Unit.UTF8_BYTES)));
    }

    @ParameterizedTest
    @MethodSource("placements")
    void theWordsDecideWhichTextASegmentMeans(String parts, String segment, int part, Span expected) {
        ChatResponse response = grounded(parts, "{'segment':" + segment + ",'groundingChunkIndices':[0]}");
        Part.Text text = (Part.Text) response.choices().getFirst().parts().get(part);
        assertThat(text.annotations().getFirst().span()).isEqualTo(expected);
    }

    @Test
    void citationsThatPointNowhereAreKeptAsTheyCame() {
        ChatResponse response = grounded(
                "{'text':'abc'}",
                "{'segment':{'endIndex':99,'text':'xyz'},'groundingChunkIndices':[0,1,2]},"
                        + "{'segment':{'endIndex':3},'groundingChunkIndices':[9]},{'segment':{'endIndex':2}}");
        Part.Text text = (Part.Text) response.choices().getFirst().parts().getFirst();
        assertThat(text.annotations()).hasSize(3).allMatch(annotation -> annotation.span() == null);
        assertThat(text.annotations().getFirst().extras().fields()).containsKey("segment");
        assertThat(response.extras().getFirst().fields().get("groundingSupports"))
                .isEqualTo(json("[{'segment':{'endIndex':3},'groundingChunkIndices':[9]},{'segment':{'endIndex':2}}]"));
    }

    static Stream<Arguments> usages() {
        return Stream.of(
                // Google's own arithmetic: cache inside the prompt, thoughts beside the candidates.
                arguments(
                        "{'promptTokenCount':100,'cachedContentTokenCount':60,'candidatesTokenCount':20,"
                                + "'thoughtsTokenCount':30,'toolUsePromptTokenCount':5,'totalTokenCount':155}",
                        new Usage.Input(40, 60, 0, 0, 5, 0),
                        new Usage.Output(20, 30, 0, 0)),
                // Relays that count otherwise, told by the total.
                arguments(
                        "{'promptTokenCount':10,'candidatesTokenCount':50,'thoughtsTokenCount':30,'totalTokenCount':60}",
                        new Usage.Input(10, 0, 0, 0, 0, 0),
                        new Usage.Output(20, 30, 0, 0)),
                arguments(
                        "{'promptTokenCount':10,'candidatesTokenCount':5,'toolUsePromptTokenCount':4,'totalTokenCount':15}",
                        new Usage.Input(6, 0, 0, 0, 4, 0),
                        new Usage.Output(5, 0, 0, 0)),
                arguments(
                        "{'prompt_token_count':100,'prompt_tokens_details':[{'modality':'TEXT','token_count':30},"
                                + "{'modality':'AUDIO','token_count':70}],'candidates_token_count':50,"
                                + "'candidates_tokens_details':[{'modality':'IMAGE','token_count':40},"
                                + "{'modality':'AUDIO','token_count':7}],'total_token_count':150}",
                        new Usage.Input(30, 0, 0, 0, 0, 70),
                        new Usage.Output(3, 0, 7, 40)),
                arguments(
                        "{'promptTokenCount':14,'totalTokenCount':14}",
                        new Usage.Input(14, 0, 0, 0, 0, 0),
                        new Usage.Output(0, 0, 0, 0)));
    }

    @ParameterizedTest
    @MethodSource("usages")
    void usageFallsIntoDisjointBuckets(String raw, Usage.Input input, Usage.Output output) {
        Usage usage = whole("{'candidates':[{'finishReason':'STOP'}],'usageMetadata':" + raw + "}")
                .usage();
        assertThat(usage).isEqualTo(new Usage(input, output, Usage.Source.REPORTED, Usage.Raw.of(json(raw))));
    }

    @Test
    void unreadableUsageIsAbsentAndKept() {
        for (String raw : List.of("{'promptTokenCount':-1}", "{'promptTokenCount':'many'}", "{}", "7")) {
            ChatResponse response = whole("{'candidates':[{'finishReason':'STOP'}],'usageMetadata':" + raw + "}");
            assertThat(response.usage()).isNull();
            assertThat(response.extras()).hasSize(raw.equals("{}") ? 0 : 1);
        }
    }

    @Test
    void whatIsNoAnswerIsAFailure() {
        assertThat(decode("nonsense")).isEqualTo(broken("The provider's answer is no JSON object."));
        assertThat(decode("[1]")).isEqualTo(broken("The provider's answer is no JSON object."));
        assertThat(decode("{}")).isEqualTo(broken("The provider's answer holds no candidate."));
        assertThat(decode("{'error':{'code':503,'status':'UNAVAILABLE','message':'full'}}"))
                .isEqualTo(new Answer.Failed(new Failure.Overloaded("full", null)));
        assertThat(decode("[{'error':{'code':404,'status':'NOT_FOUND','message':'no'}}]"))
                .isEqualTo(new Answer.Failed(new Failure.NotFound("no", "NOT_FOUND")));
        assertThat(decode("{'promptFeedback':{'blockReason':'SAFETY','safetyRatings':["
                        + "{'category':'HATE','blocked':true},{'category':'OTHER'}]}}"))
                .isEqualTo(new Answer.Failed(
                        new Failure.ContentRefused("The provider blocked the prompt (SAFETY), HATE.", "SAFETY")));
    }

    private static Answer broken(String message) {
        return new Answer.Failed(new Failure.Broken(message, 200));
    }
}
