package dev.weir.bench.micro;

import java.nio.charset.StandardCharsets;

/// What the benchmarks read.
final class Streams {
    static final String TEXT =
            "Water runs over a weir at a steady height, so that its flow can be \"measured\"\nand steered"
                    + " — cheaply, and while nothing that swims or floats is held back.";

    private Streams() {}

    /// An OpenAI stream of 34 events.
    static byte[] openAi() {
        var events = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            events.append("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1795000000,"
                    + "\"model\":\"bench-model\",\"system_fingerprint\":\"fp_0\",\"choices\":[{\"index\":0,\"delta\":"
                    + "{\"content\":\" water\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n");
        }
        return events.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }
}
