package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.ANTHROPIC;
import static dev.weir.dialect.gemini.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Annotation;
import dev.weir.chat.Annotation.Span;
import dev.weir.chat.Annotation.Unit;
import dev.weir.chat.Extras;
import dev.weir.chat.Failure;
import dev.weir.chat.Finish;
import dev.weir.chat.Head;
import dev.weir.chat.Logprob;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.StreamEvent.BlockDelta;
import dev.weir.chat.StreamEvent.BlockEnded;
import dev.weir.chat.StreamEvent.BlockKind;
import dev.weir.chat.StreamEvent.BlockSealed;
import dev.weir.chat.StreamEvent.BlockStarted;
import dev.weir.chat.StreamEvent.ChoiceFinished;
import dev.weir.chat.StreamEvent.Delta;
import dev.weir.chat.StreamEvent.Ended;
import dev.weir.chat.StreamEvent.Failed;
import dev.weir.chat.StreamEvent.LogprobsAdded;
import dev.weir.chat.StreamEvent.Metered;
import dev.weir.chat.StreamEvent.Noted;
import dev.weir.chat.StreamEvent.Started;
import dev.weir.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a stream of any provider is to a Gemini client.
class StreamWritingTest {
    private static final StreamEvent START = new Started(new Head("r", "m-1", null));
    private static final StreamEvent DONE = new ChoiceFinished(0, new Finish(Stop.COMPLETE, "stop", null, Extras.NONE));
    private static final StreamEvent COUNTS = new Metered(
            new Usage(new Usage.Input(5, 0, 0, 0, 0, 0), new Usage.Output(2, 0, 0, 0), Usage.Source.REPORTED, null));

    private static StreamEvent begin(int block, BlockKind kind) {
        return new BlockStarted(0, block, kind);
    }

    private static StreamEvent words(int block, String words) {
        return new BlockDelta(0, block, new Delta.Words(words));
    }

    private static StreamEvent args(int block, String args) {
        return new BlockDelta(0, block, new Delta.Args(args));
    }

    private static StreamEvent end(int block) {
        return new BlockEnded(0, block);
    }

    @Test
    void wordsGoOutAsTheyComeAndTheEndInOneLastChunk() {
        Written written = Written.of(
                START,
                begin(0, new BlockKind.TextBlock()),
                words(0, "Wat\"er "),
                words(0, ""),
                words(0, "水"),
                end(0),
                DONE,
                COUNTS,
                new Ended());
        String tail = ",\"modelVersion\":\"m-1\",\"responseId\":\"r\"}\n\n";
        assertThat(written.text())
                .isEqualTo(
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Wat\\\"er \"}],\"role\":\"model\"},"
                                + "\"index\":0}]" + tail
                                + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"水\"}],\"role\":\"model\"},"
                                + "\"index\":0}]" + tail
                                + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
                                + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":5,"
                                + "\"candidatesTokenCount\":2,\"totalTokenCount\":7}" + tail);
    }

    @Test
    void nothingThatLooksLikeAnEndGoesOutBeforeTheEnd() {
        List<StreamEvent> events =
                List.of(START, begin(0, new BlockKind.TextBlock()), words(0, "x"), end(0), DONE, COUNTS);
        Written written = Written.of(events.toArray(StreamEvent[]::new));
        assertThat(written.text()).doesNotContain("finishReason");
        written.accept(new Failed(new Failure.Truncated("cut")));
        written.accept(new Ended());
        List<JsonNode> chunks = written.chunks();
        assertThat(chunks).hasSize(2);
        assertThat(chunks.getLast().propertyNames().iterator().next()).isEqualTo("error");
        assertThat(chunks.getLast().at("/error/code").intValue()).isEqualTo(502);
        assertThat(chunks.getLast().at("/error/status").stringValue()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void aCallGoesOutWholeWithItsSeal() {
        Written written = Written.of(
                START,
                begin(0, new BlockKind.ToolCallBlock("c", Part.ToolKind.FUNCTION, "f")),
                args(0, "{\"a\""),
                new BlockSealed(0, 0, Requests.GOOGLE),
                args(0, ":1}"),
                end(0),
                DONE,
                new Ended());
        assertThat(written.chunks()).hasSize(2);
        assertThat(written.chunks().getFirst().at("/candidates/0/content/parts"))
                .isEqualTo(json("[{'functionCall':{'id':'c','name':'f','args':{'a':1}},'thoughtSignature':'c2ln'}]"));
    }

    @Test
    void aThoughtIsSealedOnAnEmptyOneAndComesBackAsOne() {
        Written written = Written.of(
                START,
                begin(0, new BlockKind.ThoughtBlock(Part.Thought.Form.FULL)),
                words(0, "th"),
                words(0, "ink"),
                new BlockSealed(0, 0, ANTHROPIC),
                end(0),
                begin(1, new BlockKind.TextBlock()),
                words(1, "so"),
                end(1),
                DONE,
                new Ended());
        List<String> parts = new ArrayList<>();
        written.chunks()
                .forEach(chunk -> chunk.at("/candidates/0/content/parts").forEach(part -> parts.add(part.toString())));
        assertThat(Ask.model(String.join(",", parts)))
                .containsExactly(
                        new Part.Thought("think", Part.Thought.Form.FULL, Marks.of(ANTHROPIC)), new Part.Text("so"));
    }

    @Test
    void sourcesComeLastWithPositionsInAllThatWasSaid() {
        Annotation annotation = new Annotation(new Span(0, 1, Unit.CODE_POINTS), "https://a", "A", null, Extras.NONE);
        Written written = Written.of(
                START,
                begin(0, new BlockKind.TextBlock()),
                words(0, "éé"),
                end(0),
                begin(1, new BlockKind.HostedCallBlock("h", "web_search", Marks.NONE)),
                args(1, "{\"query\":\"q\"}"),
                end(1),
                begin(2, new BlockKind.TextBlock()),
                words(2, "é!"),
                new BlockDelta(0, 2, new Delta.Cited(annotation)),
                end(2),
                DONE,
                new Ended());
        assertThat(written.chunks().getLast().at("/candidates/0/groundingMetadata"))
                .isEqualTo(json("{'webSearchQueries':['q'],'groundingChunks':[{'web':{'uri':'https://a','title':'A'}}],"
                        + "'groundingSupports':[{'segment':{'startIndex':4,'endIndex':6,'text':'é'},"
                        + "'groundingChunkIndices':[0]}]}"));
    }

    @Test
    void candidatesAreToldApartByTheirIndex() {
        Written written = Written.of(
                START,
                new BlockStarted(1, 0, new BlockKind.TextBlock()),
                new BlockDelta(1, 0, new Delta.Words("b")),
                new BlockStarted(0, 0, new BlockKind.TextBlock()),
                words(0, "a"),
                end(0),
                new BlockEnded(1, 0),
                DONE,
                new ChoiceFinished(1, new Finish(Stop.MAX_TOKENS, "length", null, Extras.NONE)),
                new Ended());
        List<JsonNode> chunks = written.chunks();
        assertThat(chunks.stream()
                        .limit(2)
                        .map(chunk -> chunk.at("/candidates/0/index").intValue()))
                .containsExactly(1, 0);
        assertThat(chunks.getLast().at("/candidates/1/finishReason").stringValue())
                .isEqualTo("MAX_TOKENS");
    }

    @Test
    void logProbabilitiesAndRefusalsAndWholePartsHaveTheirPlace() {
        Written written = Written.of(
                START,
                begin(0, new BlockKind.RefusalBlock()),
                words(0, "no"),
                new LogprobsAdded(0, List.of(new Logprob("no", -1, null, List.of()))),
                end(0),
                begin(
                        1,
                        new BlockKind.Whole(new Part.Media(
                                Part.MediaKind.IMAGE, new Part.Source.Inline("AA=="), "image/png", null, Marks.NONE))),
                end(1),
                new Noted(new Extras("openai-chat", "", Requests.fields("{'x':1}"))),
                DONE,
                new Ended());
        List<JsonNode> chunks = written.chunks();
        assertThat(chunks.getFirst()
                        .at("/candidates/0/logprobsResult/chosenCandidates/0/token")
                        .stringValue())
                .isEqualTo("no");
        assertThat(chunks.get(1).at("/candidates/0/content/parts/0"))
                .isEqualTo(json("{'inlineData':{'mimeType':'image/png','data':'AA=='}}"));
        assertThat(chunks.getLast().at("/candidates/0/finishReason").stringValue())
                .isEqualTo("SAFETY");
        assertThat(chunks.getLast().at("/candidates/0/finishMessage").stringValue())
                .isEqualTo("no");
        assertThat(written.losses().stream().map(Requests::words)).containsExactly("DROPPED /x");
    }
}
