package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.ANTHROPIC;
import static dev.weir.dialect.gemini.Requests.GOOGLE;
import static dev.weir.dialect.gemini.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Extras;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Loss;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Part.Outcome;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Stop;
import dev.weir.chat.Usage;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a whole answer of any provider is to a Gemini client.
class AnswerWritingTest {
    private static final Finish DONE = finish(Stop.COMPLETE, "end_turn");
    private final List<Loss> losses = new ArrayList<>();

    private static Finish finish(Stop stop, @Nullable String raw) {
        return new Finish(stop, raw, null, Extras.NONE);
    }

    private static Choice choice(Finish finish, Part... parts) {
        return new Choice(0, List.of(parts), finish, List.of(), Extras.NONE);
    }

    private JsonNode write(Choice... choices) {
        return write(new ChatResponse(new Head(null, null, null), List.of(choices), null, List.of()));
    }

    private JsonNode write(ChatResponse response) {
        byte[] bytes = new GeminiClientCodec().encode(response, new Identity("id-1", 9, "a/b"), losses::add);
        return Objects.requireNonNull(Json.readOrNull(bytes, 0, bytes.length));
    }

    private JsonNode candidate(Part... parts) {
        return write(choice(DONE, parts)).at("/candidates/0");
    }

    private JsonNode part(Part part) {
        return candidate(part).at("/content/parts/0");
    }

    private void lost(String... expected) {
        assertThat(losses.stream().map(Requests::words)).containsExactly(expected);
    }

    @Test
    void anAnswerOfNothingButWords() {
        assertThat(write(choice(DONE, new Part.Text("hi"))))
                .isEqualTo(json("{'candidates':[{'content':{'parts':[{'text':'hi'}],'role':'model'},"
                        + "'finishReason':'STOP','index':0}],'modelVersion':'a/b','responseId':'id-1'}"));
        lost();
    }

    @Test
    void whatTheProviderSaysOfTheAnswerComesFirst() {
        JsonNode answer = write(new ChatResponse(new Head("r", "m-1", 0L), List.of(choice(DONE)), null, List.of()));
        assertThat(answer)
                .isEqualTo(json("{'candidates':[{'content':{'parts':[{'text':''}],'role':'model'},"
                        + "'finishReason':'STOP','index':0}],'modelVersion':'m-1',"
                        + "'createTime':'1970-01-01T00:00:00Z','responseId':'r'}"));
    }

    @Test
    void callsAreObjectsAndKeepTheirIds() {
        assertThat(part(call("{\"a\": 1.50}")))
                .isEqualTo(json("{'functionCall':{'id':'c','name':'f','args':{'a':1.50}}}"));
        assertThat(part(call(""))).isEqualTo(json("{'functionCall':{'id':'c','name':'f','args':{}}}"));
        lost();
        assertThat(part(call("[1]"))).isEqualTo(json("{'functionCall':{'id':'c','name':'f','args':{'input':'[1]'}}}"));
        lost("COERCED /choices/0/parts/0");
    }

    private static Part call(String input) {
        return new Part.ToolCall("c", ToolKind.FUNCTION, "f", input, Marks.NONE);
    }

    @Test
    void thoughtsOfOthersTravelWithTheirSealsInAnEnvelope() {
        assertThat(part(new Part.Thought("t", Part.Thought.Form.FULL, Marks.of(GOOGLE))))
                .isEqualTo(json("{'text':'t','thought':true,'thoughtSignature':'c2ln'}"));
        JsonNode theirs = part(new Part.Thought("t", Part.Thought.Form.FULL, Marks.of(ANTHROPIC)));
        assertThat(SealEnvelope.open(theirs.path("thoughtSignature").stringValue()))
                .isEqualTo(new SealEnvelope.Opened(ANTHROPIC, Part.Thought.Form.FULL, null));
        JsonNode redacted = part(new Part.Thought("", Part.Thought.Form.REDACTED, Marks.of(ANTHROPIC)));
        assertThat(redacted.path("text").stringValue()).isEmpty();
        assertThat(SealEnvelope.open(redacted.path("thoughtSignature").stringValue())
                        .form())
                .isEqualTo(Part.Thought.Form.REDACTED);
        lost();
    }

    @Test
    void mediaAreBytesOrAddresses() {
        assertThat(part(new Part.Media(MediaKind.IMAGE, new Part.Source.Inline("/9j/AA=="), null, null, Marks.NONE)))
                .isEqualTo(json("{'inlineData':{'mimeType':'image/jpeg','data':'/9j/AA=='}}"));
        lost("ADDED /choices/0/parts/0/mimeType");
        losses.clear();
        assertThat(part(new Part.Media(
                        MediaKind.VIDEO, new Part.Source.Url("https://h/v"), "video/mp4", "v", Marks.NONE)))
                .isEqualTo(json("{'fileData':{'mimeType':'video/mp4','fileUri':'https://h/v','displayName':'v'}}"));
        lost();
    }

    @Test
    void hostedToolsOfOthersAreToolCallsThatComeBack() {
        Part call = new Part.HostedCall("srvtoolu_1", "web_search", "{\"query\":\"q\"}", Marks.NONE);
        Part result = new Part.HostedResult(
                "srvtoolu_1", "web_search_tool_result", json("[{'url':'u'}]"), Outcome.OK, Marks.NONE);
        JsonNode candidate = candidate(call, result);
        assertThat(candidate.at("/content/parts"))
                .isEqualTo(json("[{'toolCall':{'id':'srvtoolu_1','toolType':'GOOGLE_SEARCH_WEB','args':{'query':'q'}},"
                        + "'thoughtSignature':'" + SealEnvelope.tool("web_search") + "'},"
                        + "{'toolResponse':{'id':'srvtoolu_1','toolType':'GOOGLE_SEARCH_WEB',"
                        + "'response':{'result':[{'url':'u'}]}},'thoughtSignature':'"
                        + SealEnvelope.tool("web_search_tool_result") + "'}]"));
        assertThat(candidate.path("groundingMetadata")).isEqualTo(json("{'webSearchQueries':['q']}"));
        assertThat(Ask.model(Json.text(candidate.at("/content/parts")).replaceAll("^\\[|]$", "")))
                .containsExactly(call, result);
        lost();
    }

    @Test
    void citationsAreChunksAndSupportsInBytes() {
        JsonNode grounding = candidate(
                        new Part.Text("Aé"),
                        new Part.Text(
                                "é one two",
                                List.of(
                                        cite(new Span(2, 5, Unit.CODE_POINTS), "https://a", "A", null),
                                        cite(new Span(7, 10, Unit.UTF8_BYTES), "https://a", "A", null),
                                        cite(new Span(2, 99, Unit.UTF16), null, "Book", "words"),
                                        cite(null, "https://b", null, null)),
                                Marks.NONE))
                .path("groundingMetadata");
        assertThat(grounding)
                .isEqualTo(json("{'groundingChunks':[{'web':{'uri':'https://a','title':'A'}},"
                        + "{'retrievedContext':{'title':'Book','text':'words'}},{'web':{'uri':'https://b'}}],"
                        + "'groundingSupports':["
                        + "{'segment':{'partIndex':1,'startIndex':3,'endIndex':6,'text':'one'},"
                        + "'groundingChunkIndices':[0]},"
                        + "{'segment':{'partIndex':1,'startIndex':7,'endIndex':10,'text':'two'},"
                        + "'groundingChunkIndices':[0]},"
                        + "{'segment':{'partIndex':1,'startIndex':3,'endIndex':10,'text':'one two'},"
                        + "'groundingChunkIndices':[1]}]}"));
        lost();
    }

    private static Annotation cite(
            @Nullable Span span, @Nullable String url, @Nullable String title, @Nullable String quote) {
        return new Annotation(span, url, title, quote, Extras.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "COMPLETE, stop, STOP, -",
                "TOOL_CALLS, tool_calls, STOP, -",
                "MAX_TOKENS, length, MAX_TOKENS, -",
                "REFUSED, content_filter, SAFETY, content_filter",
                "REFUSED, RECITATION, RECITATION, -",
                "CONTEXT_FULL, model_context_window_exceeded, MAX_TOKENS, model_context_window_exceeded",
                "PAUSED, pause_turn, OTHER, pause_turn",
                "PAUSED, CONTINUATION, CONTINUATION, -",
                "OTHER, stranger, OTHER, stranger",
                "OTHER, MALFORMED_RESPONSE, MALFORMED_RESPONSE, -",
                "OTHER, -, OTHER, -",
                "COMPLETE, SAFETY, STOP, -",
            })
    void howItEndedIsSaidInGeminisWords(Stop stop, @Nullable String raw, String word, @Nullable String message) {
        JsonNode candidate =
                write(choice(finish(stop, raw), new Part.Text("x"))).at("/candidates/0");
        assertThat(candidate.path("finishReason").stringValue()).isEqualTo(word);
        assertThat(candidate.has("finishMessage")).isEqualTo(message != null);
        if (message != null) {
            assertThat(candidate.path("finishMessage").stringValue()).isEqualTo(message);
        }
    }

    @Test
    void aStopSequenceThatWasMetAndARefusalAreSaid() {
        JsonNode stopped = write(choice(new Finish(Stop.STOP_SEQUENCE, "stop_sequence", "HALT", Extras.NONE)));
        assertThat(stopped.at("/candidates/0/finishReason").stringValue()).isEqualTo("STOP");
        assertThat(stopped.at("/candidates/0/finishMessage").stringValue()).isEqualTo("HALT");
        lost();
        JsonNode refused = candidate(new Part.Refusal("I cannot.", Marks.NONE));
        assertThat(refused.at("/content/parts/0")).isEqualTo(json("{'text':''}"));
        assertThat(refused.path("finishReason").stringValue()).isEqualTo("SAFETY");
        assertThat(refused.path("finishMessage").stringValue()).isEqualTo("I cannot.");
        lost();
    }

    @Test
    void countsAreInGeminisArithmetic() {
        Usage usage = new Usage(
                new Usage.Input(10, 20, 3, 4, 5, 6), new Usage.Output(7, 8, 9, 1), Usage.Source.REPORTED, null);
        JsonNode answer = write(new ChatResponse(new Head(null, null, null), List.of(choice(DONE)), usage, List.of()));
        assertThat(answer.path("usageMetadata"))
                .isEqualTo(json("{'promptTokenCount':43,'candidatesTokenCount':17,'totalTokenCount':73,"
                        + "'cachedContentTokenCount':20,'thoughtsTokenCount':8,'toolUsePromptTokenCount':5,"
                        + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':37},"
                        + "{'modality':'AUDIO','tokenCount':6}],'candidatesTokensDetails':["
                        + "{'modality':'TEXT','tokenCount':7},{'modality':'AUDIO','tokenCount':9},"
                        + "{'modality':'IMAGE','tokenCount':1}]}"));
        lost("COERCED /usage/cache_write");
        Usage again = Objects.requireNonNull(
                UsageReader.read((tools.jackson.databind.node.ObjectNode) answer.path("usageMetadata")));
        assertThat(again.total()).isEqualTo(usage.total());
        assertThat(again.output()).isEqualTo(usage.output());
    }

    @Test
    void logProbabilitiesStandSideBySide() {
        Logprob top = new Logprob("b", -2.5, null, List.of());
        Choice choice = new Choice(
                0,
                List.of(new Part.Text("é")),
                DONE,
                List.of(new Logprob("é", -0.5, List.of(0xC3, 0xA9), List.of(top))),
                Extras.NONE);
        assertThat(write(choice).at("/candidates/0/logprobsResult"))
                .isEqualTo(json("{'chosenCandidates':[{'token':'é','logProbability':-0.5}],"
                        + "'topCandidates':[{'candidates':[{'token':'b','logProbability':-2.5}]}]}"));
        lost();
        Logprob half = new Logprob("\uFFFD", -1, List.of(0xC3), List.of());
        write(new Choice(0, List.of(), DONE, List.of(half), Extras.NONE));
        lost("DROPPED /choices/0/logprobs/bytes");
    }

    @Test
    void whatHasNoPlaceIsTold() {
        Extras theirs = new Extras("openai-chat", "/choices/0/message", Requests.fields("{'x':1,'y':{'z':2}}"));
        JsonNode answer = write(new ChatResponse(
                new Head(null, null, null),
                List.of(choice(
                        new Finish(Stop.COMPLETE, "stop", null, new Extras("a", "/f", Requests.fields("{'w':1}"))),
                        new Part.Text("x", List.of(), Marks.of(theirs)),
                        new Part.Foreign("openai-chat", json("{'k':1}"), Marks.NONE),
                        new Part.ToolResult("c", "f", List.of(), Outcome.OK, Marks.NONE))),
                null,
                List.of(new Extras("openai-chat", "", Requests.fields("{'system_fingerprint':'fp'}")))));
        assertThat(answer.at("/candidates/0/content/parts").size()).isEqualTo(1);
        lost(
                "DROPPED /choices/0/message/x",
                "DROPPED /choices/0/message/y",
                "DROPPED /choices/0/parts/1",
                "DROPPED /choices/0/parts/2",
                "DROPPED /f/w",
                "DROPPED /system_fingerprint");
    }
}
