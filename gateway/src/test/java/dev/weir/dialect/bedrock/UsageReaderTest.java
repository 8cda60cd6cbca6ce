package dev.weir.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivered;
import dev.weir.chat.StreamEvent;
import dev.weir.chat.Usage;
import dev.weir.dialect.Answer;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReaderTest {
    private static Usage whole(String body) {
        Answer answer = AnswerReader.read(body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        return Objects.requireNonNull(((Answer.Whole) answer).response().usage());
    }

    private static Usage looked(String body) {
        Delivered delivered = new Delivered();
        assertThat(ConverseWatch.look(body.getBytes(StandardCharsets.UTF_8), delivered))
                .isNull();
        return Objects.requireNonNull(delivered.usage());
    }

    private static Usage decoded(Frame metadata) {
        AtomicReference<Usage> usage = new AtomicReference<>();
        new ConverseStreamDecoder().frame(metadata, event -> {
            if (event instanceof StreamEvent.Metered metered) {
                usage.set(metered.usage());
            }
        });
        return Objects.requireNonNull(usage.get());
    }

    private static Usage watched(Frame metadata) {
        Delivered delivered = new Delivered();
        new ConverseWatch(delivered).frame(metadata);
        return Objects.requireNonNull(delivered.usage());
    }

    @ParameterizedTest
    @CsvSource({"default,", "flex,flex", "priority,priority", "reserved,reserved"})
    void theClassOfServiceStandsBesideTheCountsOnBothLanes(String said, String tier) {
        String counts =
                "\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7},\"serviceTier\":{\"type\":\"%s\"}"
                        .formatted(said);
        String body = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hi\"}]}},"
                + "\"stopReason\":\"end_turn\"," + counts + "}";
        Frame metadata = Frame.of("metadata", "{" + counts + "}");
        assertThat(whole(body).service()).isEqualTo(Usage.Service.of(tier, 0));
        assertThat(looked(body).service()).isEqualTo(Usage.Service.of(tier, 0));
        assertThat(watched(metadata).service()).isEqualTo(Usage.Service.of(tier, 0));
        assertThat(decoded(metadata).service()).isEqualTo(Usage.Service.of(tier, 0));
    }
}
