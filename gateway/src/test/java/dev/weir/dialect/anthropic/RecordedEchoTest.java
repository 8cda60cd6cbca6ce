package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Part;
import dev.weir.chat.Traits;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Encoded;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What Anthropic said goes back to it as it said it: signatures, citations, hosted calls and their sealed results.
class RecordedEchoTest {
    private static final AtomicInteger BLOCKS = new AtomicInteger();

    static List<Recording> answers() {
        return RecordedAnswersTest.answers();
    }

    @AfterAll
    static void tell() {
        System.out.println("anthropic-messages, echoed: " + BLOCKS + " blocks");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyRecordedBlockGoesBackAsItCame(Recording recording) {
        ArrayNode recorded = (ArrayNode) Streams.JSON.readTree(recording.body()).get("content");
        Answer answer = new MessagesProviderCodec().decode(recording.body());
        ChatResponse response = ((Answer.Whole) answer).response();
        Part[] said = response.choices().getFirst().parts().stream()
                .filter(part -> !(part instanceof Part.Refusal))
                .toArray(Part[]::new);
        Encoded encoded = Ask.of(Ask.user(Ask.words("Q")), Ask.assistant(said), Ask.user(Ask.words("Go on.")))
                .encoded(Traits.UNKNOWN);
        JsonNode echoed = encoded.body().path("messages").path(1).path("content");
        if (recorded.isEmpty()) {
            assertThat(encoded.body().get("messages").size()).isEqualTo(1);
            return;
        }
        assertThat(echoed.size()).isEqualTo(recorded.size());
        for (int i = 0; i < recorded.size(); i++) {
            assertThat(bare(echoed.get(i))).isEqualTo(bare(recorded.get(i)));
            BLOCKS.incrementAndGet();
        }
    }

    /// Without the nulls and empty lists at its top, which say nothing.
    private static ObjectNode bare(JsonNode block) {
        ObjectNode out = Streams.JSON.createObjectNode();
        block.forEachEntry((name, value) -> {
            if (!value.isNull() && !(value.isArray() && value.isEmpty())) {
                out.set(name, value);
            }
        });
        return out;
    }
}
