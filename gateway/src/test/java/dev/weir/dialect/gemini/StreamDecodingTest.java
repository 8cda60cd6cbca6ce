package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.Places;
import dev.weir.chat.Choice;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Marks;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams made by hand: how chunks grow into blocks, and how a stream may end.
class StreamDecodingTest {
    private static final String STOP = "{'candidates':[{'finishReason':'STOP'}]}";

    private static String parts(String parts) {
        return "{'responseId':'r1','candidates':[{'content':{'role':'model','parts':[" + parts + "]}}]}";
    }

    private static List<StreamEvent> events(String... chunks) {
        List<StreamEvent> out = new ArrayList<>();
        Grammar grammar = new Grammar(out::add);
        StreamDecoder decoder = new GeminiProviderCodec().decoder();
        for (String chunk : chunks) {
            decoder.frame(Frame.of(null, chunk.replace('\'', '"')), grammar);
        }
        decoder.end(grammar);
        decoder.end(grammar);
        return out;
    }

    private static Fold fold(String... chunks) {
        Fold fold = new Fold();
        events(chunks).forEach(fold);
        return fold;
    }

    private static Choice choice(String... chunks) {
        Fold fold = fold(chunks);
        assertThat(fold.isComplete()).isTrue();
        return fold.response().choices().getFirst();
    }

    private static Marks sealed(String signature) {
        return Marks.of(new Seal("google", signature));
    }

    private static Part.ToolCall call(String input) {
        return new Part.ToolCall("c1", Part.ToolKind.FUNCTION, "f", input, Marks.NONE);
    }

    static Stream<Arguments> growth() {
        Part.Thought thought = new Part.Thought("ab", Part.Thought.Form.SUMMARY, Marks.NONE);
        return Stream.of(
                arguments(
                        "textGrows",
                        List.of(parts("{'text':'a'}"), parts("{'text':''}"), parts("{'text':'b'},{'text':'c'}")),
                        List.of(new Part.Text("abc"))),
                arguments(
                        "thoughtsGrowAndEndWhereWordsBegin",
                        List.of(
                                parts("{'text':'a','thought':true}"),
                                parts("{'text':'b','thought':true},{'text':'c'}")),
                        List.of(thought, new Part.Text("c"))),
                arguments(
                        "aSignatureOnAnEmptyTextSealsTheOpenOne",
                        List.of(parts("{'text':'a'}"), parts("{'text':'','thoughtSignature':'s1'}")),
                        List.of(new Part.Text("a", List.of(), sealed("s1")))),
                arguments(
                        "aSignatureWithNothingToSealStandsAlone",
                        List.of(
                                parts("{'functionCall':{'id':'c1','name':'f','args':{}}}"),
                                parts("{'thoughtSignature':'s1'}")),
                        List.of(call("{}"), new Part.Text("", List.of(), sealed("s1")))),
                arguments(
                        "whatFollowsASignatureIsAPartOfItsOwn",
                        List.of(parts("{'text':'a','thoughtSignature':'s1'}"), parts("{'text':'b'}")),
                        List.of(new Part.Text("a", List.of(), sealed("s1")), new Part.Text("b"))),
                arguments(
                        "aCallIsWholeAtOnce",
                        List.of(parts("{'text':'a'}"), parts("{'functionCall':{'id':'c1','name':'f','args':{'x':1}}}")),
                        List.of(new Part.Text("a"), call("{\"x\":1}"))),
                arguments(
                        "fragmentsOfArgumentsAreAssembled",
                        List.of(
                                parts("{'functionCall':{'id':'c1','name':'f','willContinue':true}}"),
                                parts("{'functionCall':{'partialArgs':[{'jsonPath':'$.a[1].b','stringValue':'x',"
                                        + "'willContinue':true}],'willContinue':true}}"),
                                parts("{'functionCall':{'partialArgs':[{'jsonPath':'$.a[1].b','stringValue':'y'},"
                                        + "{'jsonPath':\"$['k.l']\",'numberValue':1.5},{'jsonPath':'$.t',"
                                        + "'boolValue':true},{'jsonPath':'$.n','nullValue':'NULL_VALUE'}],"
                                        + "'willContinue':true}}"),
                                parts("{'functionCall':{}}")),
                        List.of(call("{\"a\":[null,{\"b\":\"xy\"}],\"k.l\":1.5,\"t\":true,\"n\":null}"))),
                arguments(
                        "aNewCallEndsOneThatWasToGoOn",
                        List.of(
                                parts("{'functionCall':{'id':'c1','name':'f','willContinue':true}}"),
                                parts("{'functionCall':{'id':'c2','name':'g'}}")),
                        List.of(call("{}"), new Part.ToolCall("c2", Part.ToolKind.FUNCTION, "g", "{}", Marks.NONE))),
                arguments(
                        "aNamelessCallThatContinuesNothingIsKept",
                        List.of(parts("{'functionCall':{'args':{}}}")),
                        List.of(new Part.Foreign(
                                "gemini",
                                Objects.requireNonNull(Json.readOrNull("{\"functionCall\":{\"args\":{}}}")),
                                Marks.NONE))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("growth")
    void chunksGrowIntoParts(String name, List<String> chunks, List<Part> expected) {
        List<String> all = new ArrayList<>(chunks);
        all.add(STOP);
        // The test's own quotes inside a JSON path.
        String[] sent = all.stream().map(StreamDecodingTest::quoted).toArray(String[]::new);
        assertThat(choice(sent).parts().stream().map(Places::forget).toList()).isEqualTo(expected);
    }

    private static String quoted(String chunk) {
        return chunk.replace("\"$['k.l']\"", "'$[\\u0027k.l\\u0027]'");
    }

    @Test
    void fragmentsThatCannotBePlacedAreNoted() {
        for (String path : List.of("a", "$", "$[0]", "$.a[99999]", "$.a[-1]", "$.a[", "$x")) {
            Fold fold = fold(
                    parts("{'functionCall':{'id':'c1','name':'f','partialArgs':[{'jsonPath':'" + path
                            + "','stringValue':'x'}]}}"),
                    STOP);
            assertThat(fold.response().choices().getFirst().parts()).as(path).containsExactly(call("{}"));
            assertThat(fold.response().extras()).as(path).hasSize(1);
        }
    }

    @Test
    void theLastFinishReasonAndTheLastUsageCount() {
        Fold fold = fold(
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}],"
                        + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1,'totalTokenCount':2}}",
                "{'candidates':[{'content':{'parts':[{'text':'b'}]},'finishReason':'MAX_TOKENS'}]}",
                "{'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':2,'totalTokenCount':3}}");
        Choice choice = fold.response().choices().getFirst();
        assertThat(choice.parts()).containsExactly(new Part.Text("ab"));
        assertThat(choice.finish().stop()).isEqualTo(Stop.MAX_TOKENS);
        assertThat(Objects.requireNonNull(fold.response().usage()).total()).isEqualTo(3);
    }

    @Test
    void severalChoicesGrowBesideEachOther() {
        Fold fold = fold(
                "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0},"
                        + "{'content':{'parts':[{'text':'x'}]},'index':1}]}",
                "{'candidates':[{'content':{'parts':[{'text':'y'}]},'index':1,'finishReason':'STOP'}]}",
                "{'candidates':[{'content':{'parts':[{'text':'b'}]},'index':0,'finishReason':'STOP'}]}");
        assertThat(fold.isComplete()).isTrue();
        assertThat(fold.response().choices())
                .extracting(Choice::parts)
                .containsExactly(List.of(new Part.Text("ab")), List.of(new Part.Text("xy")));
    }

    @Test
    void aStreamInWhichOneChoiceIsUnfinishedIsTruncated() {
        Fold fold = fold("{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':0,'finishReason':'STOP'},"
                + "{'content':{'parts':[{'text':'x'}]},'index':1}]}");
        assertThat(fold.failure()).isInstanceOf(Failure.Truncated.class);
    }

    @Test
    void citationsStandOnTheTextOfAllChunksAndComeOnce() {
        String grounding = "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'u','title':'t'}}],"
                + "'groundingSupports':[{'segment':{'startIndex':3,'endIndex':6,'text':'two'},"
                + "'groundingChunkIndices':[0]}]}";
        Choice choice = choice(
                parts("{'text':'önet'}").replace("önet", "öt"),
                "{'candidates':[{'content':{'parts':[{'text':'wo'}]},"
                        + grounding.replace("'startIndex':3,'endIndex':6", "'startIndex':2,'endIndex':5")
                        + "}]}",
                "{'candidates':[{'finishReason':'STOP',"
                        + grounding.replace("'startIndex':3,'endIndex':6", "'startIndex':2,'endIndex':5")
                        + "}]}");
        Part.Text text = (Part.Text) choice.parts().getFirst();
        assertThat(text.text()).isEqualTo("ötwo");
        assertThat(text.annotations()).hasSize(1);
    }

    @Test
    void citationsOfATextThatIsClosedAreNoted() {
        Fold fold = fold(
                parts("{'text':'one'}"),
                parts("{'functionCall':{'id':'c1','name':'f'}}"),
                "{'candidates':[{'finishReason':'STOP','groundingMetadata':{'groundingChunks':[{'web':{'uri':'u'}}],"
                        + "'groundingSupports':[{'segment':{'endIndex':3,'text':'one'},'groundingChunkIndices':[0]}]}}]}");
        assertThat(fold.isComplete()).isTrue();
        assertThat(fold.response().extras().getFirst().fields().get("citation"))
                .isEqualTo(Json.readOrNull("{\"url\":\"u\",\"start\":0,\"end\":3}"));
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                arguments(List.of(), Failure.Truncated.class),
                arguments(List.of(parts("{'text':'a'}")), Failure.Truncated.class),
                arguments(List.of(STOP, "{'candidates':[{'con"), Failure.Truncated.class),
                arguments(List.of(parts("{'text':'a'}"), "[DONE]"), Failure.Truncated.class),
                arguments(List.of("{'usageMetadata':{'promptTokenCount':1}}"), Failure.Truncated.class),
                arguments(
                        List.of("{'candidates':[{'finishReason':'FINISH_REASON_UNSPECIFIED'}]}"),
                        Failure.Truncated.class),
                arguments(
                        List.of(
                                parts("{'text':'a'}"),
                                "{'error':{'code':503,'status':'UNAVAILABLE','message':'m'}}",
                                STOP),
                        Failure.Overloaded.class),
                arguments(
                        List.of("{'error':{'code':429,'status':'RESOURCE_EXHAUSTED','message':'m'}}"),
                        Failure.RateLimited.class),
                arguments(List.of("{'error':'what'}"), Failure.Broken.class),
                arguments(List.of("{'promptFeedback':{'blockReason':'OTHER'}}"), Failure.ContentRefused.class));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void anEndThatWasNotSaidIsAFailure(List<String> chunks, Class<? extends Failure> expected) {
        Fold fold = fold(chunks.toArray(new String[0]));
        assertThat(fold.isComplete()).isFalse();
        assertThat(fold.failure()).isInstanceOf(expected);
    }

    @Test
    void framesThatAreNoChunksAreSkippedAndNoted() {
        Fold fold = fold("", parts("{'text':'a'}"), "{broken", "[1]", parts("{'text':'b'}"), STOP, "[DONE]");
        assertThat(fold.isComplete()).isTrue();
        assertThat(fold.response().choices().getFirst().parts()).containsExactly(new Part.Text("ab"));
        assertThat(fold.response().extras()).hasSize(2);
    }

    @Test
    void textIsPassedOnAtOnce() {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = new GeminiProviderCodec().decoder();
        decoder.frame(Frame.of(null, parts("{'text':'a'}").replace('\'', '"')), events::add);
        assertThat(events).anyMatch(StreamEvent.BlockDelta.class::isInstance);
    }
}
