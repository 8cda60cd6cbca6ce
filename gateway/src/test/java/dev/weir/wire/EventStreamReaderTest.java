package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.rig.AwsMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// AWS event streams, cut into frames at any split.
class EventStreamReaderTest {
    private static final byte[] STREAM = AwsMessages.joined(
            AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
            AwsMessages.event("contentBlockDelta", "{\"delta\":{\"text\":\"héllo\"}}"),
            AwsMessages.exception("throttlingException", "{\"message\":\"slow\"}"),
            AwsMessages.message(
                    "", ":message-type", "error", ":error-code", "InternalError", ":error-message", "it broke"));

    private static final class Kept implements SseReader.Sink {
        private final List<String> frames = new ArrayList<>();

        @Override
        public void frame(Frame frame) {
            frames.add(frame.name() + " " + frame.text());
        }

        @Override
        public void unfinished(Frame frame) {
            frames.add("unfinished");
        }
    }

    private static List<String> read(byte[] stream, int... cuts) throws FrameReader.Malformed {
        EventStreamReader reader = new EventStreamReader(1 << 16);
        Kept kept = new Kept();
        int at = 0;
        for (int cut : cuts) {
            reader.feed(stream, at, cut, kept);
            at = cut;
        }
        reader.feed(stream, at, stream.length, kept);
        reader.end(kept);
        return kept.frames;
    }

    @Test
    void messagesBecomeFramesWithTheirTypeAsTheirName() throws Exception {
        assertThat(read(STREAM))
                .containsExactly(
                        "messageStart {\"role\":\"assistant\"}",
                        "contentBlockDelta {\"delta\":{\"text\":\"héllo\"}}",
                        "throttlingException {\"message\":\"slow\"}",
                        "InternalError it broke");
    }

    @Test
    void everySplitGivesTheSameFrames() throws Exception {
        List<String> whole = read(STREAM);
        for (int at = 0; at <= STREAM.length; at++) {
            assertThat(read(STREAM, at)).isEqualTo(whole);
        }
        Random random = new Random(7);
        for (int times = 0; times < 50; times++) {
            int[] cuts = random.ints(20, 0, STREAM.length).sorted().toArray();
            assertThat(read(STREAM, cuts)).isEqualTo(whole);
        }
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] message = AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}");
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] broken = message.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            EventStreamReader reader = new EventStreamReader(1 << 16);
            Kept kept = new Kept();
            boolean noticed;
            try {
                reader.feed(broken, 0, broken.length, kept);
                noticed = kept.frames.isEmpty();
            } catch (FrameReader.Malformed e) {
                noticed = true;
            }
            assertThat(noticed).as("bit " + bit).isTrue();
        }
    }

    @Test
    void messageThatIsCutOffIsDropped() throws Exception {
        byte[] message = AwsMessages.event("messageStop", "{}");
        EventStreamReader reader = new EventStreamReader(1 << 16);
        Kept kept = new Kept();
        reader.feed(message, 0, message.length - 1, kept);
        reader.end(kept);
        assertThat(kept.frames).isEmpty();
    }

    @Test
    void messageThatIsTooLargeIsRefusedBeforeItIsHeld() {
        byte[] message = AwsMessages.event("x", "x".repeat(2000));
        EventStreamReader reader = new EventStreamReader(1000);
        assertThatThrownBy(() -> reader.feed(message, 0, 12, new Kept()))
                .isInstanceOf(FrameReader.Malformed.class)
                .hasMessageContaining("1000");
    }
}
