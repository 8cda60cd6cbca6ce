package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.dialect.Json;
import dev.weir.dialect.openai.StrictFold;
import dev.weir.dialect.responses.StrictReader;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A client that recorded exchanges are played to, and what it finds in an answer, read without any codec of ours.
enum RecordedClient {
    CHAT("/v1/chat/completions", "openai-chat mistral-chat") {
        @Override
        ObjectNode ask(String model) {
            ObjectNode body = Json.object().put("model", model);
            body.putArray("messages").addObject().put("role", "user").put("content", "hi");
            return body;
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {
            request.put("stream", streamed);
            if (streamed) {
                request.set("stream_options", Json.object().put("include_usage", true));
            }
        }

        @Override
        JsonNode folded(List<JsonNode> frames) {
            return Expected.folded(frames);
        }

        @Override
        boolean looksComplete(String stream) {
            return !stream.contains("\"error\":{") && stream.contains("data: [DONE]");
        }

        @Override
        Found found(JsonNode answer) {
            JsonNode choice = answer.path("choices").path(0);
            List<String> calls = new ArrayList<>();
            for (JsonNode call : choice.path("message").path("tool_calls")) {
                calls.add(Expected.call(call));
            }
            JsonNode usage = answer.path("usage");
            return new Found(
                    Expected.words(choice.path("message").path("content")),
                    calls,
                    choice.path("finish_reason").asString(""),
                    List.of(
                            usage.path("prompt_tokens").asLong(-1),
                            usage.path("completion_tokens").asLong(-1)));
        }
    },

    RESPONSES("/v1/responses", "openai-responses") {
        // Ids of items are made of the answer's.
        @Override
        JsonNode unnamed(JsonNode answer) {
            answer.path("output").forEach(item -> ((ObjectNode) item).remove("id"));
            return super.unnamed(answer);
        }

        @Override
        ObjectNode ask(String model) {
            return Json.object().put("model", model).put("input", "hi");
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {
            request.put("stream", streamed);
        }

        @Override
        JsonNode folded(List<JsonNode> frames) {
            return RecordedResponses.last(frames);
        }

        @Override
        boolean looksComplete(String stream) {
            return RecordedResponses.isWhole(stream);
        }

        @Override
        Found found(JsonNode answer) {
            JsonNode usage = answer.path("usage");
            String finish = RecordedResponses.finish(answer);
            return new Found(
                    RecordedResponses.text(answer),
                    RecordedResponses.calls(answer).stream().map(Expected::call).toList(),
                    finish == null ? "" : finish,
                    List.of(
                            usage.path("input_tokens").asLong(-1),
                            usage.path("output_tokens").asLong(-1)));
        }
    },

    MESSAGES("/v1/messages", "anthropic-messages") {
        @Override
        ObjectNode ask(String model) {
            ObjectNode body = Json.object().put("model", model).put("max_tokens", 1000);
            body.putArray("messages").addObject().put("role", "user").put("content", "hi");
            return body;
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {
            request.put("stream", streamed);
        }

        @Override
        JsonNode folded(List<JsonNode> frames) {
            JsonNode last = frames.isEmpty() ? Json.object() : frames.getLast();
            return last.has("error") ? last : RecordedAnthropic.fold(frames);
        }

        @Override
        boolean looksComplete(String stream) {
            return !stream.contains("event: error") && stream.contains("event: message_stop");
        }

        // The finish in OpenAI's word, and tokens with the cache inside the input.
        @Override
        Found found(JsonNode answer) {
            StringBuilder text = new StringBuilder();
            List<String> calls = new ArrayList<>();
            for (JsonNode block : answer.path("content")) {
                switch (block.path("type").asString("")) {
                    case "text" -> text.append(block.path("text").asString(""));
                    case "tool_use" -> calls.add(block.path("name").asString("") + " " + block.path("input"));
                    default -> {}
                }
            }
            JsonNode usage = answer.path("usage");
            return new Found(
                    text.toString(),
                    calls,
                    finish(answer.path("stop_reason").asString(""), calls.isEmpty() ? "stop" : "tool_calls"),
                    List.of(
                            usage.path("input_tokens").asLong(-1)
                                    + usage.path("cache_read_input_tokens").asLong(0)
                                    + usage.path("cache_creation_input_tokens").asLong(0),
                            usage.path("output_tokens").asLong(-1)));
        }

        private String finish(String reason, String usual) {
            return switch (reason) {
                // A turn of tool calls ends in them, whatever else the provider says.
                case "end_turn", "stop_sequence", "pause_turn", "compaction" -> usual;
                case "max_tokens", "model_context_window_exceeded" -> "length";
                case "tool_use" -> "tool_calls";
                case "refusal" -> "content_filter";
                default -> reason;
            };
        }
    },

    COHERE("/v2/chat", "cohere-chat") {
        @Override
        ObjectNode ask(String model) {
            ObjectNode body = Json.object().put("model", model);
            body.putArray("messages").addObject().put("role", "user").put("content", "hi");
            return body;
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {
            request.put("stream", streamed);
        }

        @Override
        JsonNode folded(List<JsonNode> frames) {
            return RecordedCohere.fold(frames);
        }

        @Override
        boolean looksComplete(String stream) {
            return stream.contains("event: message-end") && !stream.contains("\"finish_reason\":\"ERROR\"");
        }

        @Override
        Found found(JsonNode answer) {
            return RecordedCohere.found(answer);
        }

        @Override
        void mustSayError(HttpResponse<String> answer, String words) {
            JsonNode got = read(answer);
            assertThat(got.path("message").asString("") + got.path("error").asString(""))
                    .contains(words);
        }
    },

    CONVERSE("/model/", "bedrock-converse bedrock-converse-stream") {
        @Override
        String path(String model, boolean streamed) {
            return super.path(model, streamed)
                    + URLEncoder.encode(model, StandardCharsets.UTF_8)
                    + (streamed ? "/converse-stream" : "/converse");
        }

        @Override
        void name(ObjectNode request, String model) {}

        @Override
        ObjectNode ask(String model) {
            ObjectNode body = Json.object();
            ObjectNode message = body.putArray("messages").addObject().put("role", "user");
            message.putArray("content").addObject().put("text", "hi");
            return body;
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {}

        @Override
        JsonNode folded(List<JsonNode> frames) {
            return RecordedBedrock.fold(frames);
        }

        @Override
        List<JsonNode> frames(String stream) {
            return RecordedBedrock.messages(stream);
        }

        @Override
        boolean looksComplete(String stream) {
            return !stream.contains(":exception-type") && stream.contains("messageStop");
        }

        @Override
        Found found(JsonNode answer) {
            return RecordedBedrock.found(answer);
        }

        @Override
        void mustSayError(HttpResponse<String> answer, String words) {
            assertThat(read(answer).path("message").asString("")).contains(words);
        }
    },

    GEMINI("/v1beta/models/", "gemini-generate gemini-stream") {
        @Override
        String path(String model, boolean streamed) {
            return super.path(model, streamed)
                    + model
                    + (streamed ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }

        @Override
        void name(ObjectNode request, String model) {}

        @Override
        ObjectNode ask(String model) {
            ObjectNode body = Json.object();
            body.putArray("contents").addObject().putArray("parts").addObject().put("text", "hi");
            return body;
        }

        @Override
        void deliver(ObjectNode request, boolean streamed) {}

        @Override
        JsonNode folded(List<JsonNode> frames) {
            return RecordedGemini.fold(frames);
        }

        // The end of the input is all the end that there is.
        @Override
        boolean looksComplete(String stream) {
            return !stream.contains("data: {\"error\":{") && stream.contains("\"finishReason\"");
        }

        @Override
        Found found(JsonNode answer) {
            return RecordedGemini.found(answer);
        }

        @Override
        JsonNode unnamed(JsonNode answer) {
            return answer instanceof ObjectNode object ? object.without("responseId") : answer;
        }

        @Override
        List<JsonNode> seen(HttpResponse<String> answer) {
            List<JsonNode> out = super.seen(answer);
            out.addAll(RecordedGemini.opened(read(answer)));
            return out;
        }

        // Google's own doors differ in their form of an error, and a blocked prompt is none.
        @Override
        void mustSayError(HttpResponse<String> answer, String words) {
            JsonNode got = read(answer);
            JsonNode first = got.isArray() ? got.path(0) : got;
            assertThat(first.has("error") || first.has("promptFeedback"))
                    .as(answer.body())
                    .isTrue();
            assertThat(first.path("error").path("message").asString("") + first.path("promptFeedback"))
                    .contains(words);
        }
    };

    private final String path;
    private final String own;

    /// @param own names of the APIs whose recordings reach this client on the byte lane
    RecordedClient(String path, String own) {
        this.path = path;
        this.own = own;
    }

    /// What a client finds in an answer, in OpenAI's words.
    ///
    /// @param calls each as its name and its arguments
    /// @param tokens read and written
    record Found(String text, List<String> calls, String finish, List<Long> tokens) {}

    /// Where it asks.
    ///
    /// @param model for those that name it in the path
    String path(String model, boolean streamed) {
        return path;
    }

    /// Names the model in a request.
    void name(ObjectNode request, String model) {
        request.put("model", model);
    }

    boolean speaks(String api) {
        return List.of(own.split(" ", -1)).contains(api);
    }

    /// A plain request.
    abstract ObjectNode ask(String model);

    /// An answer without what the gateway makes anew for each, where the provider gave none.
    JsonNode unnamed(JsonNode answer) {
        return answer instanceof ObjectNode object ? object.without(List.of("id", "created", "created_at")) : answer;
    }

    /// Says in a request whether it is streamed, and asks for usage.
    abstract void deliver(ObjectNode request, boolean streamed);

    /// The answer that the payloads of a stream amount to.
    abstract JsonNode folded(List<JsonNode> frames);

    /// Whether a stream says that it is whole.
    abstract boolean looksComplete(String stream);

    /// Reads a stream that was written for this client as the strictest of its SDKs' readers do.
    void readStrictly(String stream) {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        switch (this) {
            case CHAT -> assertThat(StrictFold.of(bytes).choices()).isNotEmpty();
            case RESPONSES -> assertThat(StrictReader.of(bytes).types()).isNotEmpty();
            case MESSAGES, GEMINI, COHERE, CONVERSE -> {}
        }
    }

    abstract Found found(JsonNode answer);

    /// The payloads of a stream.
    List<JsonNode> frames(String stream) {
        return Expected.frames(stream);
    }

    /// The answer as one document.
    JsonNode read(HttpResponse<String> answer) {
        JsonNode whole = Json.readOrNull(answer.body());
        return whole == null ? folded(frames(answer.body())) : whole;
    }

    /// Everything that the client can see of an answer.
    List<JsonNode> seen(HttpResponse<String> answer) {
        List<JsonNode> out = new ArrayList<>();
        JsonNode whole = Json.readOrNull(answer.body());
        if (whole == null) {
            out.addAll(frames(answer.body()));
        }
        out.add(read(answer));
        return out;
    }

    void mustSayError(HttpResponse<String> answer, String words) {
        JsonNode got = read(answer);
        assertThat(got.toString()).contains("\"error\"");
        assertThat(got.path("error").path("message").asString(got.path("error").toString()))
                .contains(words);
    }
}
