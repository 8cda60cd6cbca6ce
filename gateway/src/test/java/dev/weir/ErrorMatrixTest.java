package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Failure;
import dev.weir.chat.Failure.BadRequest;
import dev.weir.chat.Failure.Broken;
import dev.weir.chat.Failure.BudgetSpent;
import dev.weir.chat.Failure.ContentRefused;
import dev.weir.chat.Failure.ContextTooLong;
import dev.weir.chat.Failure.NotFound;
import dev.weir.chat.Failure.Overloaded;
import dev.weir.chat.Failure.ProviderAuth;
import dev.weir.chat.Failure.RateLimited;
import dev.weir.chat.Failure.Unsupported;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.Json;
import dev.weir.rig.AwsMessages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What goes wrong at a provider of each dialect, in the words it has for that, to a client of each: before the first
/// byte and in mid-stream.
class ErrorMatrixTest {
    /// What a provider answers instead of an answer.
    ///
    /// @param body with apostrophes for quotation marks; `~` is the message
    record Said(MatrixDialect provider, int status, String type, String body, Class<? extends Failure> is) {
        private static final String WORDS = "Ä \"no\", for reason 47";

        private String message() {
            int from = body.indexOf('~');
            int to = body.lastIndexOf('~');
            return from == to ? WORDS : body.substring(from + 1, to);
        }

        private String json() {
            String text = Json.text(Json.string(message()));
            int from = body.indexOf('~');
            String around = body.substring(0, from) + "\u0000" + body.substring(body.lastIndexOf('~') + 1);
            return around.replace('\'', '"').replace("\u0000", text.substring(1, text.length() - 1));
        }

        private Failure failure() {
            Map<String, String> headers =
                    type.isEmpty() ? Map.of("retry-after", "7") : Map.of("retry-after", "7", "x-amzn-errortype", type);
            return provider.failure(status, headers, json());
        }

        @Override
        public String toString() {
            return provider + " " + status + " " + is.getSimpleName();
        }
    }

    private static Stream<Said> said() {
        return Stream.of(
                        openAi(MatrixDialect.CHAT),
                        openAi(MatrixDialect.RESPONSES),
                        messages(),
                        gemini(),
                        cohere(),
                        bedrock())
                .flatMap(List::stream);
    }

    private static List<Said> openAi(MatrixDialect of) {
        return List.of(
                new Said(
                        of,
                        400,
                        "",
                        error("invalid_request_error", "'param':'a.b','code':'invalid_value'"),
                        BadRequest.class),
                new Said(
                        of,
                        400,
                        "",
                        error("invalid_request_error", "'param':'input','code':'context_length_exceeded'")
                                .replace("~", "~Your input exceeds the context window of this model. ~"),
                        ContextTooLong.class),
                new Said(
                        of,
                        400,
                        "",
                        error("invalid_request_error", "'code':'unsupported_parameter','param':'top_k'"),
                        Unsupported.class),
                new Said(of, 400, "", error("invalid_request_error", "'code':'content_filter'"), ContentRefused.class),
                new Said(of, 401, "", error("invalid_request_error", "'code':'invalid_api_key'"), ProviderAuth.class),
                new Said(of, 404, "", error("invalid_request_error", "'code':'model_not_found'"), NotFound.class),
                new Said(of, 429, "", error("requests", "'code':'rate_limit_exceeded'"), RateLimited.class),
                new Said(of, 429, "", error("insufficient_quota", "'code':'insufficient_quota'"), BudgetSpent.class),
                new Said(of, 500, "", error("server_error", "'code':null"), Broken.class),
                new Said(of, 503, "", error("server_error", "'code':'server_overloaded'"), Overloaded.class));
    }

    private static String error(String type, String more) {
        return "{'error':{'type':'" + type + "','message':'~'," + more + "}}";
    }

    private static List<Said> messages() {
        return List.of(
                anthropic(400, "invalid_request_error", "", BadRequest.class),
                anthropic(
                        400, "invalid_request_error", "prompt is too long: 9 tokens > 5 maximum", ContextTooLong.class),
                anthropic(401, "authentication_error", "", ProviderAuth.class),
                anthropic(404, "not_found_error", "", NotFound.class),
                anthropic(402, "billing_error", "", BudgetSpent.class),
                anthropic(429, "rate_limit_error", "", RateLimited.class),
                anthropic(500, "api_error", "", Broken.class),
                anthropic(529, "overloaded_error", "", Overloaded.class));
    }

    private static Said anthropic(int status, String type, String words, Class<? extends Failure> is) {
        String message = words.isEmpty() ? "~" : "~" + words + "~";
        return new Said(
                MatrixDialect.MESSAGES,
                status,
                "",
                "{'type':'error','error':{'type':'" + type + "','message':'" + message + "'},'request_id':'req_1'}",
                is);
    }

    private static List<Said> gemini() {
        return List.of(
                google(400, "INVALID_ARGUMENT", "~", BadRequest.class),
                google(
                        400,
                        "INVALID_ARGUMENT",
                        "~The input token count (9) exceeds the maximum number of tokens allowed (5).~",
                        ContextTooLong.class),
                google(
                        400,
                        "INVALID_ARGUMENT",
                        "~API key not valid. Please pass a valid API key.~",
                        ProviderAuth.class),
                google(403, "PERMISSION_DENIED", "~", ProviderAuth.class),
                google(404, "NOT_FOUND", "~", NotFound.class),
                google(429, "RESOURCE_EXHAUSTED", "~", RateLimited.class),
                google(500, "INTERNAL", "~", Broken.class),
                google(503, "UNAVAILABLE", "~", Overloaded.class));
    }

    private static Said google(int status, String word, String message, Class<? extends Failure> is) {
        String body = "{'error':{'code':" + status + ",'message':'" + message + "','status':'" + word + "'}}";
        return new Said(MatrixDialect.GEMINI, status, "", body, is);
    }

    private static List<Said> cohere() {
        MatrixDialect of = MatrixDialect.COHERE;
        return List.of(
                new Said(of, 400, "", "{'id':'1','message':'~'}", BadRequest.class),
                new Said(
                        of,
                        400,
                        "",
                        "{'message':'~too many tokens: size limit exceeded by 5 tokens~'}",
                        ContextTooLong.class),
                new Said(of, 401, "", "{'message':'~'}", ProviderAuth.class),
                new Said(of, 404, "", "{'message':'~model 'x' not found~'}", NotFound.class),
                new Said(of, 429, "", "{'message':'~'}", RateLimited.class),
                new Said(of, 498, "", "{'message':'~'}", ContentRefused.class),
                new Said(of, 500, "", "{'message':'~'}", Broken.class),
                new Said(of, 503, "", "{'message':'~'}", Overloaded.class));
    }

    private static List<Said> bedrock() {
        MatrixDialect of = MatrixDialect.CONVERSE;
        return List.of(
                new Said(of, 400, "ValidationException", "{'message':'~'}", BadRequest.class),
                new Said(
                        of,
                        400,
                        "ValidationException",
                        "{'message':'~Input is too long for requested model.~'}",
                        ContextTooLong.class),
                new Said(of, 403, "AccessDeniedException", "{'message':'~'}", ProviderAuth.class),
                new Said(of, 404, "ResourceNotFoundException", "{'message':'~'}", NotFound.class),
                new Said(of, 429, "ThrottlingException", "{'message':'~'}", RateLimited.class),
                new Said(of, 424, "ModelErrorException", "{'message':'~'}", Broken.class),
                new Said(of, 503, "ServiceUnavailableException", "{'message':'~'}", Overloaded.class));
    }

    static Stream<Arguments> cells() {
        return said().flatMap(said -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(said, client)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyClientHearsInItsOwnDialectWhatWentWrong(Said said, MatrixDialect client) {
        Failure failure = said.failure();
        ErrorReply reply = client.reply(failure);

        assertThat(failure).isInstanceOf(said.is);
        assertThat(failure.message()).contains(said.message());
        assertThat(message(client, reply)).contains(said.message());
        assertThat(family(reply.status())).isEqualTo(family(failure));
        if (failure instanceof RateLimited || failure instanceof Overloaded) {
            assertThat(reply.headers()).containsEntry("retry-after", "7");
        }
        Failure heard = client.failure(reply.status(), reply.headers(), reply.body());
        assertThat(kin(heard)).isEqualTo(kin(failure));
        assertThat(heard.message()).contains(said.message());
    }

    /// Where the SDKs of a dialect look for the words.
    private static String message(MatrixDialect client, ErrorReply reply) {
        var body = Objects.requireNonNull(Json.readOrNull(reply.body()));
        return switch (client) {
            case CHAT, RESPONSES, MESSAGES, GEMINI ->
                body.path("error").path("message").asString("");
            case COHERE, CONVERSE -> body.path("message").asString("");
        };
    }

    /// Who is to blame: 4, or 5 where another try may help.
    private static int family(Failure failure) {
        return switch (failure) {
            case BadRequest _,
                    ContextTooLong _,
                    Unsupported _,
                    ContentRefused _,
                    NotFound _,
                    RateLimited _,
                    BudgetSpent _ -> 4;
            default -> 5;
        };
    }

    /// Bedrock's own 424 is what a model's failure is there.
    private static int family(int status) {
        return status == 424 ? 5 : status / 100;
    }

    /// What a client's program can tell apart in every dialect: a wrong request, something that is not there, a limit,
    /// something for which nothing can be done but to wait.
    private static String kin(Failure failure) {
        return switch (failure) {
            case BadRequest _, ContextTooLong _, Unsupported _, ContentRefused _ -> "request";
            case NotFound _ -> "nothing there";
            case RateLimited _, BudgetSpent _ -> "limit";
            case Overloaded _, Broken _, ProviderAuth _ -> "provider";
            default -> failure.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    /// What a provider streams until it breaks, and then says of it.
    record Broke(MatrixDialect provider, byte[] stream, Class<? extends Failure> is) {
        @Override
        public String toString() {
            return provider + " " + is.getSimpleName();
        }
    }

    private static final String LATE = "Ä late no";

    private static Stream<Broke> broken() {
        return Stream.of(
                broke(
                        MatrixDialect.CHAT,
                        Overloaded.class,
                        "",
                        "{'id':'1','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,"
                                + "'delta':{'role':'assistant','content':'As far'},'finish_reason':null}]}",
                        "",
                        "{'error':{'message':'~','type':'server_error','code':503}}"),
                broke(
                        MatrixDialect.RESPONSES,
                        RateLimited.class,
                        "response.created",
                        "{'type':'response.created','sequence_number':0,'response':{'id':'r','object':'response',"
                                + "'created_at':1,'model':'m','status':'in_progress','output':[]}}",
                        "response.output_item.added",
                        "{'type':'response.output_item.added','sequence_number':1,'output_index':0,'item':{'id':'m1',"
                                + "'type':'message','role':'assistant','status':'in_progress','content':[]}}",
                        "response.content_part.added",
                        "{'type':'response.content_part.added','sequence_number':2,'item_id':'m1','output_index':0,"
                                + "'content_index':0,'part':{'type':'output_text','text':'','annotations':[]}}",
                        "response.output_text.delta",
                        "{'type':'response.output_text.delta','sequence_number':3,'item_id':'m1','output_index':0,"
                                + "'content_index':0,'delta':'As far'}",
                        "response.failed",
                        "{'type':'response.failed','sequence_number':4,'response':{'id':'r','object':'response',"
                                + "'created_at':1,'model':'m','status':'failed','output':[],"
                                + "'error':{'code':'rate_limit_exceeded','message':'~'}}}"),
                broke(
                        MatrixDialect.MESSAGES,
                        Overloaded.class,
                        "message_start",
                        "{'type':'message_start','message':{'id':'1','type':'message','role':'assistant','model':'m',"
                                + "'content':[],'stop_reason':null,'stop_sequence':null,"
                                + "'usage':{'input_tokens':3,'output_tokens':1}}}",
                        "content_block_start",
                        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                        "content_block_delta",
                        "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'As far'}}",
                        "error",
                        "{'type':'error','error':{'type':'overloaded_error','message':'~'}}"),
                broke(
                        MatrixDialect.GEMINI,
                        Overloaded.class,
                        "",
                        "{'candidates':[{'content':{'role':'model','parts':[{'text':'As far'}]},'index':0}],"
                                + "'responseId':'1','modelVersion':'m'}",
                        "",
                        "{'error':{'code':503,'message':'~','status':'UNAVAILABLE'}}"),
                broke(
                        MatrixDialect.COHERE,
                        Broken.class,
                        "message-start",
                        "{'id':'1','type':'message-start','delta':{'message':{'role':'assistant','content':[],"
                                + "'tool_plan':'','tool_calls':[],'citations':[]}}}",
                        "content-start",
                        "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'text','text':''}}}}",
                        "content-delta",
                        "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'As far'}}}}",
                        "message-end",
                        "{'type':'message-end','delta':{'finish_reason':'ERROR','error':'~'}}"),
                new Broke(
                        MatrixDialect.CONVERSE,
                        AwsMessages.joined(
                                AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
                                AwsMessages.event(
                                        "contentBlockDelta",
                                        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"As far\"}}"),
                                AwsMessages.exception("throttlingException", "{\"message\":\"" + LATE + "\"}")),
                        RateLimited.class));
    }

    /// @param events names (or none) and data in turn
    private static Broke broke(MatrixDialect provider, Class<? extends Failure> is, String... events) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < events.length; i += 2) {
            out.append(events[i].isEmpty() ? "" : "event: " + events[i] + "\n")
                    .append("data: ")
                    .append(events[i + 1].replace('\'', '"').replace("~", LATE))
                    .append("\n\n");
        }
        return new Broke(provider, out.toString().getBytes(StandardCharsets.UTF_8), is);
    }

    static Stream<Arguments> breaks() {
        return broken().flatMap(broke -> Stream.of(MatrixDialect.values()).map(client -> Arguments.of(broke, client)));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void whatBreaksInMidStreamEndsInOneErrorOfTheClientsDialectBehindWhatItHas(Broke broke, MatrixDialect client) {
        byte[] stream = broke.stream;
        List<StreamEvent> events = broke.provider.events(stream, stream.length, new Random(1));
        Failure failure = failed(events);
        byte[] sent = client.streamed(events, new ArrayList<>());
        List<StreamEvent> heard = client.events(sent, sent.length, new Random(2));

        assertThat(failure).isInstanceOf(broke.is);
        assertThat(failure.message()).contains(LATE);
        assertThat(new String(sent, StandardCharsets.UTF_8)).contains(LATE);
        assertThat(words(heard)).isEqualTo("As far");
        assertThat(kin(failed(heard))).isEqualTo(client == MatrixDialect.COHERE ? "provider" : kin(failure));
        assertThat(failed(heard).message()).contains(LATE);
    }

    private static Failure failed(List<StreamEvent> events) {
        assertThat(events)
                .filteredOn(event -> event instanceof StreamEvent.Ended)
                .isEmpty();
        assertThat(events)
                .filteredOn(event -> event instanceof StreamEvent.Failed)
                .hasSize(1);
        return ((StreamEvent.Failed) events.getLast()).failure();
    }

    private static String words(List<StreamEvent> events) {
        Fold fold = new Fold();
        events.forEach(fold);
        StringBuilder out = new StringBuilder();
        fold.response().choices().getFirst().parts().forEach(part -> {
            if (part instanceof Part.Text text) {
                out.append(text.text());
            }
        });
        return out.toString();
    }
}
