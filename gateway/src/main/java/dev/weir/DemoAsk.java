package dev.weir;

import java.util.ArrayList;
import java.util.List;

/// One request of the demonstration, as a client of some SDK would send it.
///
/// @param what it shows, in a few words
/// @param path at the gateway
/// @param body JSON
/// @param strict whether it goes with `x-weir-strict`
record DemoAsk(String what, String path, String body, Strict strict) {
    enum Strict {
        NO,
        YES
    }

    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String MESSAGES = "/v1/messages";
    private static final String TOOL_CALL = "[[call: weather {\\\"city\\\": \\\"Rome\\\"}]]";
    private static final List<String> MODELS = List.of("openai/gpt-sim", "anthropic/claude-sim", "google/gemini-sim");

    /// Every client dialect to every upstream, streamed and not, with tools, schemas, thoughts and faults.
    static List<DemoAsk> all() {
        List<DemoAsk> all = new ArrayList<>();
        for (String model : MODELS) {
            all.add(chat("Chat", model, "", "Tell me of a river."));
            all.add(chat("Chat, streamed", model, "\"stream\":true,", "Tell me of a weir."));
            all.add(responses("Responses, streamed", model, "\"stream\":true,"));
            all.add(messages("Messages", model, ""));
            all.add(messages("Messages, streamed", model, "\"stream\":true,"));
            all.add(gemini("Gemini", model, "generateContent"));
            all.add(gemini("Gemini, streamed", model, "streamGenerateContent?alt=sse"));
            all.add(chat("tools", model, tools(), TOOL_CALL));
            all.add(chat("a JSON schema", model, schema(), "Describe a river."));
        }
        all.add(messages("thinking", "anthropic/claude-sim-thinking", ""));
        all.add(chat("a slow model", "openai/gpt-sim+ttft=800ms+tps=60", "\"stream\":true,", "Take your time."));
        all.add(chat("fallback: the first of `smart` is full", "smart", "", "Who answers?"));
        all.add(chat("fallback, streamed", "smart", "\"stream\":true,", "Who answers?"));
        all.add(chat("a rate limit", "openai/gpt-sim+fault=429", "", "Too many."));
        all.add(chat("a stream that is cut", "anthropic/claude-sim+fault=cut@12", "\"stream\":true,", "Talk."));
        all.add(chat("an unknown model", "openai/gpt-simm", "", "Nobody there."));
        all.add(new DemoAsk(
                "strict: Anthropic has no log-probabilities",
                CHAT,
                chat("", "anthropic/claude-sim", "\"logprobs\":true,\"top_logprobs\":2,", "Sure?")
                        .body(),
                Strict.YES));
        return all;
    }

    private static DemoAsk chat(String what, String model, String more, String words) {
        String body = "{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"" + words
                + "\"}]}";
        return new DemoAsk(what, CHAT, body, Strict.NO);
    }

    private static DemoAsk responses(String what, String model, String more) {
        String body = "{\"model\":\"" + model + "\"," + more + "\"input\":\"Tell me of a mill.\"}";
        return new DemoAsk(what, RESPONSES, body, Strict.NO);
    }

    private static DemoAsk messages(String what, String model, String more) {
        String body = "{\"model\":\"" + model + "\",\"max_tokens\":200," + more
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of a lock.\"}]}";
        return new DemoAsk(what, MESSAGES, body, Strict.NO);
    }

    private static DemoAsk gemini(String what, String model, String method) {
        return new DemoAsk(
                what,
                "/v1beta/models/" + model + ":" + method,
                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Tell me of a flood.\"}]}]}",
                Strict.NO);
    }

    private static String tools() {
        return "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
                + "\"properties\":{\"city\":{\"type\":\"string\"}}}}}],";
    }

    private static String schema() {
        return "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"river\",\"strict\":true,"
                + "\"schema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"kilometres\":"
                + "{\"type\":\"integer\"}},\"required\":[\"name\",\"kilometres\"],\"additionalProperties\":false}}},";
    }
}
