package dev.weir.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The request that is sent and the answers that come back, the same ones every time.
///
/// The request is about 0.3 KB, a plain answer about 1 KB, and a stream has 34 events.
public final class Canned {
    public static final int EVENTS = 34;

    private static final String PROSE =
            "A weir is a low wall across a river. Water runs over it at a steady height, so that "
                    + "its flow can be measured and steered while nothing that swims or floats is held back. Millers used weirs to "
                    + "lead a part of the river to their wheels; engineers still read the flow of a river off the depth of the water "
                    + "on the crest, because the two follow one another by a simple law.";

    private static final String OPENAI_CHUNK =
            "{\"id\":\"chatcmpl-Bench0000000000000000000000001\",\"object\":\"chat.completion.chunk\",\"created\":1795000000,"
                    + "\"model\":\"bench-model-2026-01-01\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0000000000\",";

    private Canned() {}

    /// The body of a chat request of the OpenAI dialect.
    public static String request(Lane lane) {
        String streaming = switch (lane.shape()) {
            case PLAIN -> "";
            case STREAMED -> ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
        };
        return "{\"model\":\"" + lane.provider() + "/bench-model\",\"messages\":[{\"role\":\"system\",\"content\":"
                + "\"You answer in a few short sentences.\"},{\"role\":\"user\",\"content\":\"What is a weir, who built"
                + " them, and what has the depth of the water on its crest to do with the flow of the river?\"}],"
                + "\"temperature\":0.2,\"max_tokens\":256" + streaming + "}";
    }

    public static String openAiAnswer() {
        return "{\"id\":\"chatcmpl-Bench0000000000000000000000001\",\"object\":\"chat.completion\",\"created\":1795000000,"
                + "\"model\":\"bench-model-2026-01-01\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"" + PROSE + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":46,\"completion_tokens\":79,"
                + "\"total_tokens\":125,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},\"service_tier\":\"default\","
                + "\"system_fingerprint\":\"fp_0000000000\"}";
    }

    public static String anthropicAnswer() {
        return "{\"model\":\"bench-model-20260101\",\"id\":\"msg_bench00000000000000001\",\"type\":\"message\","
                + "\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"" + PROSE + "\"}],"
                + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":46,"
                + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},"
                + "\"output_tokens\":79,\"service_tier\":\"standard\"}}";
    }

    /// The events of an OpenAI stream, each with its blank line.
    public static List<byte[]> openAiStream() {
        var events = new ArrayList<String>();
        events.add(data(OPENAI_CHUNK
                + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                + "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}"));
        for (String word : words(EVENTS - 4)) {
            events.add(data(OPENAI_CHUNK + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + word
                    + "\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}"));
        }
        events.add(
                data(
                        OPENAI_CHUNK
                                + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}"));
        events.add(data(OPENAI_CHUNK + "\"choices\":[],\"usage\":{\"prompt_tokens\":46,\"completion_tokens\":30,"
                + "\"total_tokens\":76,\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}}"));
        events.add(data("[DONE]"));
        return bytes(events);
    }

    /// The events of an Anthropic stream, each with its blank line.
    public static List<byte[]> anthropicStream() {
        var events = new ArrayList<String>();
        events.add(named(
                "message_start",
                "\"message\":{\"model\":\"bench-model-20260101\",\"id\":\"msg_bench00000000000000001\","
                        + "\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,"
                        + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":46,\"cache_creation_input_tokens\":0,"
                        + "\"cache_read_input_tokens\":0,\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,"
                        + "\"ephemeral_1h_input_tokens\":0},\"output_tokens\":1,\"service_tier\":\"standard\"}}"));
        events.add(named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        events.add("event: ping\ndata: {\"type\": \"ping\"}\n\n");
        for (String word : words(EVENTS - 6)) {
            events.add(named(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word + "\"}"));
        }
        events.add(named("content_block_stop", "\"index\":0"));
        events.add(named(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":46,"
                        + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":30}"));
        events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        return bytes(events);
    }

    private static List<String> words(int count) {
        String[] words = PROSE.split(" ", count + 1);
        var some = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            some.add(i == 0 ? words[i] : " " + words[i]);
        }
        return some;
    }

    private static String data(String payload) {
        return "data: " + payload + "\n\n";
    }

    private static String named(String type, String rest) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + rest + "}\n\n";
    }

    private static List<byte[]> bytes(List<String> events) {
        return events.stream()
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
