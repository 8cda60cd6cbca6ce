package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    private static List<String> read(String stream) throws Exception {
        List<String> data = new ArrayList<>();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        new SseReader(16 << 20).feed(bytes, 0, bytes.length, new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                data.add(new String(frame.data(), frame.from(), frame.to() - frame.from(), StandardCharsets.UTF_8));
            }

            @Override
            public void unfinished(Frame frame) {
                data.add("unfinished");
            }
        });
        return data;
    }

    @Test
    void linesOfDataAreOneTextWithLineEndsBetween() throws Exception {
        assertThat(read("data: a\nevent: x\ndata:\ndata: b\r\ndata\n\ndata: c\n\n"))
                .containsExactly("a\n\nb\n", "c");
    }

    @Test
    void anEventOfVeryManyLinesIsReadInOneGo() throws Exception {
        assertThat(read("data:\n".repeat(2_000_000) + "\n")).containsExactly("\n".repeat(1_999_999));
    }
}
