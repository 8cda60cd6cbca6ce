package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.CODEC;
import static dev.weir.dialect.gemini.Requests.USER_Q;
import static dev.weir.dialect.gemini.Requests.check;
import static dev.weir.dialect.gemini.Requests.fields;
import static dev.weir.dialect.gemini.Requests.json;
import static dev.weir.dialect.gemini.Requests.traits;
import static dev.weir.dialect.gemini.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.chat.Bounds;
import dev.weir.chat.Delivery;
import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part.ToolKind;
import dev.weir.chat.Reasoning;
import dev.weir.chat.Reasoning.Effort;
import dev.weir.chat.Reasoning.Mode;
import dev.weir.chat.Sampling;
import dev.weir.chat.Tool;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.chat.Traits.Thinking.Way;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything of a request beside its turns, as Gemini is sent it.
class ParameterEncodingTest {
    // Tools.

    private static final Tool F = new Tool.Function(
            "f", "does f", json("{'type':'object','properties':{'a_b':{'type':'string'}}}"), null, Marks.NONE);
    private static final String F_SENT = "{'name':'f','description':'does f','parametersJsonSchema':"
            + "{'type':'object','properties':{'a_b':{'type':'string'}}}}";

    private static Tool hosted(Tool.Hosted.Kind kind, String dialect, String raw) {
        return new Tool.Hosted(kind, dialect, json(raw), Marks.NONE);
    }

    static Stream<Arguments> tools() {
        ToolChoice unsaid = new ToolChoice.Unsaid();
        String declared = "'tools':[{'functionDeclarations':[" + F_SENT + "]}]";
        return Stream.of(
                arguments(new ToolSet(List.of(F), unsaid, true), declared, List.of()),
                arguments(new ToolSet(List.of(F), unsaid, false), declared, List.of("DROPPED /parallel_tool_calls")),
                arguments(
                        new ToolSet(List.of(new Tool.Function("g", null, null, true, Marks.NONE)), unsaid, null),
                        "'tools':[{'functionDeclarations':[{'name':'g'}]}]",
                        List.of("DROPPED /tools/0/function/strict")),
                arguments(
                        new ToolSet(
                                List.of(new Tool.Custom("g", "d", json("{'type':'grammar'}"), Marks.NONE)),
                                unsaid,
                                null),
                        "'tools':[{'functionDeclarations':[{'name':'g','description':'d','parametersJsonSchema':"
                                + "{'type':'object','properties':{'input':{'type':'string'}},'required':['input']}}]}]",
                        List.of("COERCED /tools/0", "DROPPED /tools/0/custom/format")),
                arguments(
                        new ToolSet(
                                List.of(
                                        hosted(Tool.Hosted.Kind.WEB_SEARCH, "gemini", "{'google_search':{}}"),
                                        hosted(
                                                Tool.Hosted.Kind.WEB_SEARCH,
                                                "openai-chat",
                                                "{'search_context_size':'low'}"),
                                        hosted(
                                                Tool.Hosted.Kind.WEB_FETCH,
                                                "anthropic-messages",
                                                "{'type':'web_fetch_20260318','name':'web_fetch'}"),
                                        hosted(Tool.Hosted.Kind.CODE_EXECUTION, "anthropic-messages", "{'type':'c'}"),
                                        hosted(Tool.Hosted.Kind.FILE_SEARCH, "openai-responses", "{'type':'x'}"),
                                        hosted(Tool.Hosted.Kind.OTHER, "openai-responses", "{'type':'x'}")),
                                unsaid,
                                null),
                        "'tools':[{'google_search':{}},{'googleSearch':{}},{'urlContext':{}},{'codeExecution':{}}]",
                        List.of(
                                "RENAMED /tools/1",
                                "DROPPED /tools/1/search_context_size",
                                "RENAMED /tools/2",
                                "RENAMED /tools/3",
                                "DROPPED /tools/4",
                                "DROPPED /tools/5")),
                arguments(
                        new ToolSet(
                                List.of(F, hosted(Tool.Hosted.Kind.OTHER, "gemini", "{'googleMaps':{}}")),
                                unsaid,
                                null),
                        "'tools':[{'functionDeclarations':[" + F_SENT + "]},{'googleMaps':{}}],"
                                + "'toolConfig':{'includeServerSideToolInvocations':true}",
                        List.of("ADDED /toolConfig/includeServerSideToolInvocations")),
                choice(new ToolChoice.Auto(), "{'mode':'AUTO'}"),
                choice(new ToolChoice.None(), "{'mode':'NONE'}"),
                choice(new ToolChoice.Required(), "{'mode':'ANY'}"),
                choice(new ToolChoice.Named(ToolKind.FUNCTION, "f"), "{'mode':'ANY','allowedFunctionNames':['f']}"),
                choice(
                        new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, List.of("f", "g")),
                        "{'mode':'ANY','allowedFunctionNames':['f','g']}"),
                choice(
                        new ToolChoice.Allowed(ToolChoice.Mode.AUTO, List.of("f")),
                        "{'mode':'VALIDATED','allowedFunctionNames':['f']}",
                        "COERCED /tool_choice"));
    }

    private static Arguments choice(ToolChoice choice, String config, String... losses) {
        return arguments(
                new ToolSet(List.of(F), choice, null),
                "'tools':[{'functionDeclarations':[" + F_SENT + "]}],'toolConfig':{'functionCallingConfig':" + config
                        + "}",
                Arrays.asList(losses));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void toolsAreDeclaredAndChosen(ToolSet tools, String body, List<String> losses) {
        check(with(tools), Traits.UNKNOWN, "{'contents':[" + USER_Q + "]," + body + "}", losses.toArray(new String[0]));
    }

    @Test
    void aChoiceWithoutFunctionsIsLostOnlyWhereItMeansSomething() {
        String plain = "{'contents':[" + USER_Q + "]}";
        check(with(new ToolSet(List.of(), new ToolChoice.None(), null)), Traits.UNKNOWN, plain);
        check(
                with(new ToolSet(List.of(), new ToolChoice.Required(), null)),
                Traits.UNKNOWN,
                plain,
                "DROPPED /tool_choice");
    }

    // Sampling, bounds, shape.

    private static final OutputShape FREE = new OutputShape.Free();

    static Stream<Arguments> configs() {
        return Stream.of(
                arguments(
                        new Sampling(0.5, 0.25, 40, -1.0, 1.5, 7L, null),
                        new Bounds(100, List.of("a", "b"), 2, 3),
                        FREE,
                        "{'temperature':0.5,'topP':0.25,'topK':40,'frequencyPenalty':-1.0,'presencePenalty':1.5,'seed':7,"
                                + "'maxOutputTokens':100,'stopSequences':['a','b'],'candidateCount':2,"
                                + "'responseLogprobs':true,'logprobs':3}",
                        List.of()),
                arguments(
                        new Sampling(2.5, null, null, null, null, 1L << 40, json("{'1':5}")),
                        new Bounds(9000, List.of("1", "2", "3", "4", "5", "6", "7"), null, 0),
                        new OutputShape.JsonObject(),
                        "{'temperature':2.0,'seed':256,'maxOutputTokens':8192,'stopSequences':['1','2','3','4','5'],"
                                + "'responseLogprobs':true,'responseMimeType':'application/json'}",
                        List.of(
                                "COERCED /temperature",
                                "COERCED /seed",
                                "DROPPED /logit_bias",
                                "COERCED /max_tokens",
                                "DROPPED /stop/5",
                                "DROPPED /stop/6")),
                arguments(
                        Sampling.NONE,
                        Bounds.NONE,
                        new OutputShape.JsonSchema("N", "D", json("{'type':'object','description':'own'}"), true),
                        "{'responseMimeType':'application/json','responseJsonSchema':{'type':'object',"
                                + "'description':'own','title':'N'}}",
                        List.of(
                                "RENAMED /response_format/json_schema/name",
                                "DROPPED /response_format/json_schema/description")));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void generationIsConfigured(
            Sampling sampling, Bounds bounds, OutputShape shape, String config, List<String> losses) {
        check(
                with(sampling, bounds, shape),
                traits(Thinking.UNKNOWN, Support.YES, Support.YES),
                "{'contents':[" + USER_Q + "],'generationConfig':" + config + "}",
                losses.toArray(new String[0]));
    }

    @Test
    void aModelThatTakesNoSamplingIsAskedWithout() {
        check(
                with(new Sampling(0.5, 0.25, 40, null, null, null, null), Bounds.NONE, FREE),
                traits(Thinking.UNKNOWN, Support.NO, Support.YES),
                "{'contents':[" + USER_Q + "]}",
                "DROPPED /temperature",
                "DROPPED /top_p",
                "DROPPED /top_k");
    }

    // Thinking.

    private static final Thinking BUDGETS = new Thinking(Support.YES, Set.of(Way.BUDGET), List.of(), 128, 32_000);
    private static final Thinking BUDGETS_OR_OFF =
            new Thinking(Support.YES, Set.of(Way.BUDGET, Way.OFF), List.of(), 0, 24_576);
    private static final Thinking LEVELS =
            new Thinking(Support.YES, Set.of(Way.EFFORT), List.of(Effort.LOW, Effort.HIGH), null, null);
    private static final Thinking NEVER = new Thinking(Support.NO, Set.of(), List.of(), null, null);
    private static final Thinking HIDDEN = new Thinking(Support.YES, Set.of(Way.HIDDEN), List.of(), null, null);

    private static Reasoning effort(Effort effort) {
        return new Reasoning(null, effort, null, null);
    }

    private static Reasoning budget(int tokens, boolean shown) {
        return new Reasoning(Mode.BUDGET, null, tokens, shown);
    }

    static Stream<Arguments> thinking() {
        String path = "/reasoning_effort";
        Reasoning off = new Reasoning(Mode.OFF, null, null, null);
        Reasoning adaptive = new Reasoning(Mode.ADAPTIVE, null, null, true);
        return Stream.of(
                arguments(BUDGETS, budget(4096, true), "{'thinkingBudget':4096,'includeThoughts':true}", List.of()),
                arguments(BUDGETS, budget(4096, false), "{'thinkingBudget':4096}", List.of()),
                arguments(
                        BUDGETS,
                        budget(64, false),
                        "{'thinkingBudget':128}",
                        List.of("COERCED /thinking/budget_tokens")),
                arguments(
                        BUDGETS,
                        budget(64_000, false),
                        "{'thinkingBudget':32000}",
                        List.of("COERCED /thinking/budget_tokens")),
                arguments(BUDGETS, effort(Effort.LOW), "{'thinkingBudget':1024}", List.of("COERCED " + path)),
                arguments(BUDGETS, effort(Effort.MEDIUM), "{'thinkingBudget':8192}", List.of("COERCED " + path)),
                arguments(BUDGETS, effort(Effort.HIGH), "{'thinkingBudget':24576}", List.of("COERCED " + path)),
                arguments(
                        BUDGETS,
                        effort(Effort.MAX),
                        "{'thinkingBudget':32000}",
                        List.of("COERCED " + path, "COERCED /thinking/budget_tokens")),
                arguments(BUDGETS, off, "{'thinkingBudget':128}", List.of("COERCED " + path)),
                arguments(BUDGETS, adaptive, "{'thinkingBudget':-1,'includeThoughts':true}", List.of()),
                arguments(BUDGETS_OR_OFF, off, "{'thinkingBudget':0}", List.of()),
                arguments(BUDGETS_OR_OFF, effort(Effort.NONE), "{'thinkingBudget':0}", List.of()),
                arguments(LEVELS, effort(Effort.LOW), "{'thinkingLevel':'LOW'}", List.of()),
                arguments(LEVELS, effort(Effort.MEDIUM), "{'thinkingLevel':'HIGH'}", List.of("COERCED " + path)),
                arguments(LEVELS, effort(Effort.MAX), "{'thinkingLevel':'HIGH'}", List.of("COERCED " + path)),
                arguments(LEVELS, off, "{'thinkingLevel':'LOW'}", List.of("COERCED " + path)),
                arguments(
                        LEVELS,
                        budget(512, true),
                        "{'thinkingLevel':'LOW','includeThoughts':true}",
                        List.of("COERCED /thinking/budget_tokens")),
                arguments(LEVELS, adaptive, "{'includeThoughts':true}", List.of()),
                arguments(NEVER, off, "", List.of()),
                arguments(NEVER, effort(Effort.HIGH), "", List.of("DROPPED " + path)),
                arguments(NEVER, adaptive, "", List.of("DROPPED " + path, "DROPPED /thinking/display")),
                arguments(HIDDEN, effort(Effort.HIGH), "", List.of("DROPPED " + path)),
                arguments(HIDDEN, off, "", List.of("DROPPED " + path)),
                arguments(Thinking.UNKNOWN, effort(Effort.LOW), "{'thinkingBudget':1024}", List.of("COERCED " + path)),
                arguments(Thinking.UNKNOWN, budget(99, false), "{'thinkingBudget':99}", List.of()),
                arguments(Thinking.UNKNOWN, adaptive, "{'includeThoughts':true}", List.of()),
                arguments(Thinking.UNKNOWN, off, "{'thinkingBudget':0}", List.of()),
                arguments(
                        BUDGETS,
                        new Reasoning(null, Effort.LOW, 2000, null),
                        "{'thinkingBudget':2000}",
                        List.of("COERCED " + path)));
    }

    @ParameterizedTest
    @MethodSource("thinking")
    void thinkingIsAskedInTheWordsOfTheModel(Thinking way, Reasoning reasoning, String sent, List<String> losses) {
        String config = sent.isEmpty() ? "" : ",'generationConfig':{'thinkingConfig':" + sent + "}";
        check(
                with(reasoning),
                traits(way, Support.YES, Support.YES),
                "{'contents':[" + USER_Q + "]" + config + "}",
                losses.toArray(new String[0]));
    }

    // Extras.

    static Stream<Arguments> extras() {
        return Stream.of(
                arguments(
                        "gemini",
                        "{'safetySettings':[{'category':'C'}],'cachedContent':'c','labels':{'a_b':'c'},'generationConfig':"
                                + "{'imageConfig':{'aspectRatio':'1:1'}}}",
                        "'safetySettings':[{'category':'C'}],'cachedContent':'c','labels':{'a_b':'c'},'generationConfig':"
                                + "{'imageConfig':{'aspectRatio':'1:1'}}",
                        List.of()),
                arguments("gemini", "{'contents':[]}", "", List.of("DROPPED /contents")),
                arguments(
                        "openai-chat",
                        "{'user':'u','metadata':{'a':'b'},'verbosity':'low'}",
                        "",
                        List.of("DROPPED /user", "DROPPED /metadata/a", "DROPPED /verbosity")),
                arguments(
                        "openai-chat",
                        "{'service_tier':'flex'}",
                        "'serviceTier':'flex'",
                        List.of("RENAMED /service_tier")),
                arguments(
                        "openai-chat",
                        "{'service_tier':'default'}",
                        "'serviceTier':'standard'",
                        List.of("RENAMED /service_tier")),
                arguments("openai-chat", "{'service_tier':'auto'}", "", List.of("RENAMED /service_tier")),
                arguments("openai-chat", "{'service_tier':'scale'}", "", List.of("DROPPED /service_tier")),
                arguments(
                        "openai-chat",
                        "{'modalities':['text','image']}",
                        "'generationConfig':{'responseModalities':['TEXT','IMAGE']}",
                        List.of("RENAMED /modalities")),
                arguments(
                        "openai-chat",
                        "{'extra_body':{'google':{'thinking_config':{'include_thoughts':true},'cached_content':'c',"
                                + "'x':1},'other':2}}",
                        "'cachedContent':'c','generationConfig':{'thinkingConfig':{'includeThoughts':true}}",
                        List.of(
                                "DROPPED /extra_body/other",
                                "RENAMED /extra_body/google/thinking_config",
                                "RENAMED /extra_body/google/cached_content",
                                "DROPPED /extra_body/google/x")),
                arguments("anthropic-messages", "{'service_tier':'auto'}", "", List.of("RENAMED /service_tier")));
    }

    @ParameterizedTest
    @MethodSource("extras")
    void fieldsThatTheModelDoesNotNameAreSentOrListed(String owner, String fields, String sent, List<String> losses) {
        check(
                with(new Extras(owner, "", fields(fields))),
                Traits.UNKNOWN,
                "{'contents':[" + USER_Q + "]" + (sent.isEmpty() ? "" : "," + sent) + "}",
                losses.toArray(new String[0]));
    }

    // Paths.

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro, /models/gemini-2.5-pro",
        "models/gemini-2.5-pro, /models/gemini-2.5-pro",
        "tunedModels/mine, /tunedModels/mine",
        "google/gemini, /models/google%2Fgemini",
        "../x:countTokens?k=1#é, /models/..%2Fx%3AcountTokens%3Fk%3D1%23%C3%A9",
        "a%2Fb, /models/a%252Fb",
        "claude@20250101, /models/claude@20250101"
    })
    void aModelsNameIsOneSafeSegment(String model, String path) {
        assertThat(CODEC.path(model, Delivery.WHOLE)).isEqualTo(path + ":generateContent");
        assertThat(CODEC.path(model, Delivery.STREAM)).isEqualTo(path + ":streamGenerateContent?alt=sse");
        assertThat(CODEC.path(model, Delivery.STREAM_WITH_USAGE)).isEqualTo(CODEC.path(model, Delivery.STREAM));
    }
}
