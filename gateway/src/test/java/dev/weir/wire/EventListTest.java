package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// An event stream as one JSON list.
class EventListTest {
    private static String list(String stream, int split) throws Exception {
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        EventList list = new EventList(1_000);
        ByteSink out = new ByteSink(16);
        list.feed(Arrays.copyOf(bytes, split), out);
        list.feed(Arrays.copyOfRange(bytes, split, bytes.length), out);
        list.end(out);
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyPayloadIsAnElementAtEverySplit() throws Exception {
        String stream = "\n\ndata: {\"a\":\"é\"}\r\n\r\n: comment\n\nevent: x\ndata: {\"b\":1}\n\ndata: {\"c\":2}";
        for (int split = 0; split <= stream.getBytes(StandardCharsets.UTF_8).length; split++) {
            assertThat(list(stream, split).replaceAll("\\s", "")).isEqualTo("[{\"a\":\"é\"},{\"b\":1},{\"c\":2}]");
        }
    }

    @Test
    void nothingIsAnEmptyList() throws Exception {
        assertThat(list("", 0).strip()).isEqualTo("[\n]");
        assertThat(list("\n\n\n\n", 1).strip()).isEqualTo("[\n]");
    }

    @Test
    void elementsGoOutAsTheyCome() throws Exception {
        EventList list = new EventList(1_000);
        ByteSink out = new ByteSink(16);
        list.feed("data: 1\n\n".getBytes(StandardCharsets.US_ASCII), out);
        assertThat(new String(out.toBytes(), StandardCharsets.US_ASCII)).isEqualTo("[1");
    }
}
