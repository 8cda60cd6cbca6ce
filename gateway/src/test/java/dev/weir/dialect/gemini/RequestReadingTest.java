package dev.weir.dialect.gemini;

import static dev.weir.dialect.gemini.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Bounds;
import dev.weir.chat.ChatRequest;
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
import dev.weir.chat.Tool.Hosted.Kind;
import dev.weir.chat.ToolChoice;
import dev.weir.chat.ToolSet;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a Gemini client's request says, its conversation apart.
class RequestReadingTest {
    @Test
    void thePathSaysModelAndDelivery() {
        byte[] body = "{\"contents\":[{\"parts\":[{\"text\":\"q\"}]}],\"model\":\"models/other\"}"
                .getBytes(StandardCharsets.UTF_8);
        Asked asked = new Asked("a/b", Delivery.STREAM_WITH_USAGE);
        assertThat(new GeminiClientCodec().decode(body, asked))
                .isInstanceOfSatisfying(Decoded.Accepted.class, accepted -> {
                    assertThat(accepted.request().model()).isEqualTo("a/b");
                    assertThat(accepted.request().delivery()).isEqualTo(Delivery.STREAM_WITH_USAGE);
                    assertThat(accepted.request().extras()).isEqualTo(Extras.NONE);
                });
    }

    @Test
    void bothSpellingsOfASettingAreRead() {
        ChatRequest camel = Ask.config("'topP':0.5,'topK':3,'maxOutputTokens':9,'stopSequences':['x'],"
                + "'candidateCount':2,'frequencyPenalty':0.1,'presencePenalty':0.2,'seed':7,'temperature':1,"
                + "'responseLogprobs':true,'logprobs':4");
        ChatRequest snake = Ask.with("'generation_config':{'top_p':0.5,'top_k':3,'max_output_tokens':9,"
                + "'stop_sequences':['x'],'candidate_count':2,'frequency_penalty':0.1,'presence_penalty':0.2,'seed':7,"
                + "'temperature':1,'response_logprobs':true,'logprobs':4}");
        assertThat(camel).usingRecursiveComparison().ignoringFields("wording").isEqualTo(snake);
        assertThat(camel.sampling()).isEqualTo(new Sampling(1.0, 0.5, 3, 0.1, 0.2, 7L, null));
        assertThat(camel.bounds()).isEqualTo(new Bounds(9, List.of("x"), 2, 4));
        assertThat(camel.extras()).isEqualTo(Extras.NONE);
    }

    @Test
    void numbersMayStandInQuotesAndOneValueForAList() {
        ChatRequest request = Ask.read("{'contents':{'parts':{'text':'q'}},'generationConfig':{'maxOutputTokens':'9',"
                + "'topK':40.0,'temperature':'0.5'},'tools':{'functionDeclarations':{'name':'f'}}}");
        assertThat(request.bounds().maxOutputTokens()).isEqualTo(9);
        assertThat(request.sampling().topK()).isEqualTo(40);
        assertThat(request.sampling().temperature()).isEqualTo(0.5);
        assertThat(request.turns()).hasSize(1);
        assertThat(request.tools().tools()).containsExactly(new Tool.Function("f", null, null, null, Marks.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "'includeThoughts':true                        | -        | -       | -    | true",
                "'include_thoughts':true,'thinking_level':'low'| -        | LOW     | -    | true",
                "'thinkingBudget':0                            | OFF      | -       | -    | -",
                "'thinking_budget':-1,'includeThoughts':false  | ADAPTIVE | -       | -    | false",
                "'thinkingBudget':512                          | BUDGET   | -       | 512  | -",
                "'thinkingLevel':'MINIMAL'                     | -        | MINIMAL | -    | -",
                "'thinkingLevel':'XHIGH'                       | -        | XHIGH   | -    | -",
                "'thinkingLevel':'THINKING_LEVEL_UNSPECIFIED'  | -        | -       | -    | -",
            })
    void thinkingIsABudgetOrALevel(String config, Mode mode, Effort effort, Integer budget, Boolean shown) {
        assertThat(Ask.config("'thinkingConfig':{" + config.strip() + "}").reasoning())
                .isEqualTo(new Reasoning(mode, effort, budget, shown));
    }

    @Test
    void anAnswerMayBeJsonWithASchemaOfEitherKind() {
        assertThat(Ask.config("'responseMimeType':'application/json'").output())
                .isEqualTo(new OutputShape.JsonObject());
        assertThat(Ask.config("'responseMimeType':'text/plain'").output()).isEqualTo(new OutputShape.Free());
        assertThat(Ask.config("'response_json_schema':{'type':'object','my_name':1}")
                        .output())
                .isEqualTo(new OutputShape.JsonSchema(null, null, json("{'type':'object','my_name':1}"), null));
        assertThat(Ask.config("'responseMimeType':'application/json','responseSchema':{'type':'OBJECT',"
                                + "'properties':{'b_c':{'type':'STRING','nullable':true,'enum':['x'],'format':'enum'},"
                                + "'a':{'type':'ARRAY','items':{'type':'INTEGER','format':'int32'},'min_items':'2'},"
                                + "'d':{'any_of':[{'type':'NUMBER'}],'nullable':true}},"
                                + "'property_ordering':['a','b_c'],'required':['a']}")
                        .output())
                .isEqualTo(new OutputShape.JsonSchema(
                        null,
                        null,
                        json("{'type':'object','properties':{"
                                + "'a':{'type':'array','items':{'type':'integer','format':'int32'},'minItems':2},"
                                + "'b_c':{'type':['string','null'],'enum':['x',null]},"
                                + "'d':{'anyOf':[{'type':'number'},{'type':'null'}]}},'required':['a']}"),
                        null));
    }

    @Test
    void aWordOfAnEnumerationIsGeminisAlone() {
        ChatRequest request = Ask.config("'responseMimeType':'text/x.enum','responseSchema':{'type':'STRING'}");
        assertThat(request.output()).isEqualTo(new OutputShape.Free());
        assertThat(request.extras().fields().get("generationConfig"))
                .isEqualTo(json("{'responseMimeType':'text/x.enum','responseSchema':{'type':'STRING'}}"));
    }

    @Test
    void functionsAndHostedToolsAreToolsEach() {
        ToolSet tools = Ask.with("'tools':[{'functionDeclarations':[{'name':'f','description':'d','parameters':"
                        + "{'type':'OBJECT','properties':{'some_name':{'type':'STRING'}}}},"
                        + "{'name':'g','parameters_json_schema':{'type':'object','x_y':1},'behavior':'BLOCKING'}]},"
                        + "{'google_search':{},'codeExecution':{},'url_context':{}},{'googleMaps':{'a':1}}]")
                .tools();
        assertThat(tools.tools())
                .containsExactly(
                        new Tool.Function(
                                "f",
                                "d",
                                json("{'type':'object','properties':{'some_name':{'type':'string'}}}"),
                                null,
                                Marks.NONE),
                        new Tool.Function(
                                "g",
                                null,
                                json("{'type':'object','x_y':1}"),
                                null,
                                Marks.of(new Extras(
                                        "gemini",
                                        "/tools/0/functionDeclarations/1",
                                        Requests.fields("{'behavior':'BLOCKING'}")))),
                        hosted(Kind.WEB_SEARCH, "{'googleSearch':{}}"),
                        hosted(Kind.CODE_EXECUTION, "{'codeExecution':{}}"),
                        hosted(Kind.WEB_FETCH, "{'urlContext':{}}"),
                        hosted(Kind.OTHER, "{'googleMaps':{'a':1}}"));
    }

    private static Tool hosted(Kind kind, String raw) {
        return new Tool.Hosted(kind, "gemini", json(raw), Marks.NONE);
    }

    @Test
    void theChoiceOfAToolIsAModeAndNames() {
        assertThat(choice("'mode':'AUTO'")).isEqualTo(new ToolChoice.Auto());
        assertThat(choice("'mode':'NONE'")).isEqualTo(new ToolChoice.None());
        assertThat(choice("'mode':'any'")).isEqualTo(new ToolChoice.Required());
        assertThat(choice("'mode':'ANY','allowed_function_names':['f']"))
                .isEqualTo(new ToolChoice.Named(ToolKind.FUNCTION, "f"));
        assertThat(choice("'mode':'ANY','allowedFunctionNames':['f','g']"))
                .isEqualTo(new ToolChoice.Allowed(ToolChoice.Mode.REQUIRED, List.of("f", "g")));
        assertThat(choice("'mode':'VALIDATED','allowedFunctionNames':['g']"))
                .isEqualTo(new ToolChoice.Allowed(ToolChoice.Mode.AUTO, List.of("g")));
        assertThat(choice("'mode':'MODE_UNSPECIFIED'")).isEqualTo(new ToolChoice.Unsaid());
        assertThat(choice("'mode':'VALIDATED'")).isEqualTo(new ToolChoice.Unsaid());
    }

    private static ToolChoice choice(String calling) {
        return Ask.with("'tools':[{'functionDeclarations':[{'name':'f'},{'name':'g'}]}],"
                        + "'tool_config':{'function_calling_config':{" + calling + "}}")
                .tools()
                .choice();
    }

    @Test
    void whatTheModelDoesNotNameStandsInTheExtrasAtItsPlace() {
        Extras extras = Ask.with("'cachedContent':'cachedContents/c','safety_settings':[{'category':'C'}],"
                        + "'labels':{'my_label':'v'},'serviceTier':'flex','store':true,'continuationToken':'t',"
                        + "'toolConfig':{'functionCallingConfig':{'mode':'VALIDATED'},'retrievalConfig':{'a':1}},"
                        + "'generationConfig':{'temperature':1,'response_modalities':['IMAGE'],'thinkingConfig':"
                        + "{'thinkingBudget':1,'new':2},'imageConfig':{'aspectRatio':'1:1'}},'newField':{'x':1}")
                .extras();
        assertThat(extras.owner()).isEqualTo("gemini");
        assertThat(extras.at()).isEmpty();
        assertThat(extras.fields())
                .isEqualTo(Requests.fields("{'cachedContent':'cachedContents/c','safetySettings':[{'category':'C'}],"
                        + "'labels':{'my_label':'v'},'serviceTier':'flex','store':true,"
                        + "'continuationToken':'t','toolConfig':{'functionCallingConfig':{'mode':'VALIDATED'},"
                        + "'retrievalConfig':{'a':1}},'generationConfig':{'responseModalities':['IMAGE'],"
                        + "'thinkingConfig':{'new':2},'imageConfig':{'aspectRatio':'1:1'}},'newField':{'x':1}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            value = {
                "{'contents':                              | Invalid JSON payload received. It is not valid JSON | -",
                "[]                                        | Root element must be a message. | -",
                "{}                                        | * GenerateContentRequest.contents: contents is not specified | contents",
                "{'contents':[]}                           | contents is not specified | contents",
                "{'contents':[{'parts':[]}]}               | * GenerateContentRequest.contents[0].parts: contents.parts must not be empty. | contents[0].parts",
                "{'contents':[{'role':'assistant','parts':[{'text':'x'}]}]} | Please use a valid role: user, model. | contents[0].role",
                "{'contents':[{'parts':[{'text':1}]}]}     | Invalid value at 'contents[0].parts[0].text' (TYPE_STRING) | contents[0].parts[0].text",
                "{'contents':'q'}                          | Invalid value at 'contents' (an array) | contents",
                "{'contents':[{'parts':[{'inlineData':{'mimeType':'image/png'}}]}]} | contents[0].parts[0].inline_data: data must be set. | contents[0].parts[0].inline_data",
                "{'contents':[{'role':'model','parts':[{'functionCall':{}}]}]} | Name cannot be empty. | contents[0].parts[0].function_call.name",
            })
    void wrongRequestsAreRejectedInTheServicesWords(String body, String message, String field) {
        var rejected = Ask.rejected(body.strip());
        assertThat(rejected.message()).contains(message.strip());
        assertThat(rejected.param()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'generationConfig':{'temperature':99}         | Invalid value at 'generation_config.temperature': must be in the range [0.0, 2.0].",
                "'generationConfig':{'topP':2}                 | 'generation_config.top_p': must be in the range",
                "'generationConfig':{'maxOutputTokens':0}      | 'generation_config.max_output_tokens': must be positive.",
                "'generationConfig':{'maxOutputTokens':1.5}    | 'generation_config.max_output_tokens' (TYPE_INT32)",
                "'generationConfig':{'maxOutputTokens':99999999999} | (TYPE_INT32)",
                "'generationConfig':{'temperature':'hot'}      | 'generation_config.temperature' (TYPE_FLOAT), a string was sent",
                "'generationConfig':{'candidateCount':9}       | The specified candidate count is not supported.",
                "'generationConfig':{'logprobs':3}             | logprobs may only be set when response_logprobs is true.",
                "'generationConfig':{'stopSequences':['1','2','3','4','5','6']} | at most 5",
                "'generationConfig':{'stopSequences':[1]}      | 'generation_config.stop_sequences[0]' (TYPE_STRING)",
                "'generationConfig':{'thinkingConfig':{'thinkingLevel':'EXTREME'}} | 'generation_config.thinking_config.thinking_level' (TYPE_ENUM)",
                "'generationConfig':{'thinkingConfig':{'thinkingBudget':-2}} | must be -1, 0 or a positive number",
                "'generationConfig':{'responseSchema':{},'responseJsonSchema':{}} | only one of",
                "'tools':[{'functionDeclarations':[{}]}]       | tools[0].function_declarations[0].name: Invalid function name.",
                "'tools':[{'functionDeclarations':[{'name':'f','parameters':{},'parametersJsonSchema':{}}]}] | only one of",
                "'toolConfig':{'functionCallingConfig':{'mode':'MUST'}} | (TYPE_ENUM)",
                "'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['f']}} | not among the function_declarations",
                "'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':[1]}} | allowed_function_names[0]' (TYPE_STRING)",
                "'systemInstruction':'be brief'                | 'system_instruction' (an object)",
            })
    void wrongSettingsAreRejectedInTheServicesWords(String fields, String message) {
        var rejected = Ask.rejected("{'contents':[{'parts':[{'text':'q'}]}]," + fields.strip() + "}");
        assertThat(rejected.message()).contains(message.strip());
        assertThat(rejected.code()).isEqualTo("INVALID_ARGUMENT");
    }
}
