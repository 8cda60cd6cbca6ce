package dev.weir.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Usage;
import dev.weir.dialect.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PastRequestTest {
    private static PastRequest read(String usage) {
        return Objects.requireNonNull(PastRequest.read(Json.readOrNull(
                "{\"id\":\"r\",\"at\":\"2026-11-23T12:00:00Z\",\"key\":\"k\",\"dialect\":\"openai-chat\",\"model\":\"m\","
                        + "\"delivery\":\"whole\",\"usage\":" + usage + "}")));
    }

    @Test
    void whatALineSaysOfItsUsageIsWhatItsCostFollowsFrom() {
        Usage usage = Objects.requireNonNull(
                read("{\"source\":\"reported\",\"tier\":\"flex\",\"searches\":2,\"file_searches\":4,"
                                + "\"input\":{\"fresh\":7,\"cache_read\":3},\"output\":{\"visible\":5}}")
                        .usage());
        assertThat(usage.service()).isEqualTo(new Usage.Service("flex", 2, 4));
        assertThat(usage.input()).isEqualTo(new Usage.Input(7, 3, 0, 0, 0, 0));
        assertThat(usage.output()).isEqualTo(new Usage.Output(5, 0, 0, 0));
    }

    @Test
    void aLineWithoutUsageHasNone() {
        assertThat(read("null").usage()).isNull();
        assertThat(read("{\"input\":{\"fresh\":1},\"output\":{}}").usage())
                .extracting(Usage::service)
                .isEqualTo(Usage.Service.USUAL);
    }
}
