package dev.weir.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LeafAccounting;
import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Failure;
import dev.weir.dialect.Answer;
import dev.weir.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Streams of the real service, in one piece, in two at every point, and cut.
///
/// One recording holds fourteen messages behind each other, stored as one stream: a stream is over at its first
/// `message_stop`, so the tests take each message as a stream of its own.
@Tag("slow")
class RecordedStreamsTest {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static final AtomicInteger SPLITS = new AtomicInteger();
    private static final AtomicInteger CUTS = new AtomicInteger();
    private static final AtomicInteger LEAVES = new AtomicInteger();

    private static final LeafAccounting ACCOUNTING = LeafAccounting.strict()
            .structural("/type", "the kind of event says it")
            .structural("/index", "the order of blocks says it")
            .structural("/delta/type", "the kind of delta says it")
            .structural("/message/type", "every answer is a message", "message")
            .structural("/message/role", "every answer is the assistant's", "assistant")
            .structural("/message/usage/*", "replaced by the counts of the end")
            .structural("/message/usage/*/*", "replaced by the counts of the end")
            .structural(
                    "/content_block/type",
                    "the kind of block says it",
                    "text",
                    "thinking",
                    "redacted_thinking",
                    "tool_use",
                    "server_tool_use")
            .structural("/message/content/*/type", "the kind of block says it", "tool_use")
            .structural("/content_block/text", "an empty text before its first words", "")
            .structural("/content_block/thinking", "an empty thought before its first words", "")
            .structural("/content_block/signature", "an empty signature before the thought", "")
            .fragment("/delta/text")
            .fragment("/delta/thinking")
            .fragment("/delta/partial_json");

    /// A message of a recording, as a stream.
    record Message(String name, String text) {
        private byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Message> messages() {
        List<Message> out = new ArrayList<>();
        for (Recording recording : Recordings.of("anthropic-messages")) {
            if (recording.streamed()) {
                String text = recording.text();
                int from = 0;
                for (int n = 1; from < text.length(); n++) {
                    int next = text.indexOf("event: message_start", from + 1);
                    int end = next < 0 ? text.length() : next;
                    out.add(new Message(recording.id() + " #" + n, text.substring(from, end)));
                    from = end;
                }
            }
        }
        return out;
    }

    @AfterAll
    static void tell() {
        System.out.println("anthropic-messages, streamed: " + STREAMS + " messages, " + LEAVES
                + " leaves accounted for, " + SPLITS + " split points, " + CUTS + " cuts");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyLeafOfARecordedStreamIsAccountedFor(Message message) {
        Streams.Outcome outcome = Streams.run(message.bytes());
        assertThat(outcome.isWhole()).isTrue();
        var evidence = List.of(LeafAccounting.tree(outcome.fold().response()));
        for (ObjectNode event : Streams.firstMessage(message.bytes())) {
            List<LeafAccounting.Leaf> leaves = LeafAccounting.leaves(event);
            assertThat(ACCOUNTING.missing(leaves, evidence, List.of())).isEmpty();
            LEAVES.addAndGet(leaves.size());
        }
        STREAMS.incrementAndGet();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aStreamAndTheSameAnswerUnstreamedSayTheSame(Message message) {
        ObjectNode whole = Streams.accumulate(Streams.firstMessage(message.bytes()));
        Answer answer = new MessagesProviderCodec().decode(Streams.bytes(whole));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        ChatResponse streamed = Streams.run(message.bytes()).fold().response();
        assertThat(Meaning.of(streamed)).isEqualTo(Meaning.of(((Answer.Whole) answer).response()));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void theSplitOfAStreamIntoReadsMakesNoDifference(Message message) {
        byte[] bytes = message.bytes();
        List<Frame> frames = Streams.frames(bytes);
        var events = Streams.run(bytes).events();
        int[] finished = Streams.finishedAfter(bytes);
        int stride = Math.max(1, bytes.length / 40);
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(bringsAround(frames, bytes, finished, cut)).isTrue();
            if (cut % stride == 0) {
                assertThat(Streams.brings(frames, bytes, cut)).isTrue();
                assertThat(Streams.run(bytes, cut).events()).isEqualTo(events);
            }
            SPLITS.incrementAndGet();
        }
        int[] everywhere = IntStream.range(1, Math.min(bytes.length, 4000)).toArray();
        assertThat(Streams.run(bytes, everywhere).events()).isEqualTo(events);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aCutStreamNeverLooksCompleteBeforeItsStopReason(Message message) {
        byte[] bytes = message.bytes();
        List<Frame> frames = Streams.frames(bytes);
        List<Boolean> whole = new ArrayList<>();
        for (int count = 0; count <= frames.size(); count++) {
            Streams.Outcome outcome = Streams.decode(frames.subList(0, count));
            assertThat(outcome.isWhole()).isEqualTo(stopKnown(frames.subList(0, count)));
            if (!outcome.isWhole()) {
                assertThat(outcome.fold().failure()).isInstanceOf(Failure.Truncated.class);
            }
            whole.add(outcome.isWhole());
        }
        int[] finished = Streams.finishedAfter(bytes);
        int stop = whole.indexOf(true);
        for (int cut = 0; cut < bytes.length; cut++) {
            assertThat(whole.get(finished[cut])).isEqualTo(finished[cut] >= stop);
            CUTS.incrementAndGet();
        }
    }

    /// Whether a split leaves the frame that it cuts, and its neighbours, as they are: the reader remembers nothing of
    /// the frames before.
    private static boolean bringsAround(List<Frame> frames, byte[] bytes, int[] finished, int cut) {
        int first = Math.max(0, finished[cut] - 1);
        int last = Math.min(frames.size(), first + 3);
        int from = startOf(finished, first);
        int to = startOf(finished, last);
        return Streams.brings(frames.subList(first, last), Arrays.copyOfRange(bytes, from, to), cut - from);
    }

    /// Where the frame of this number begins.
    private static int startOf(int[] finished, int number) {
        int at = Arrays.binarySearch(finished, number);
        int start = at < 0 ? finished.length - 1 : at;
        while (start > 0 && finished[start - 1] >= number) {
            start--;
        }
        return start;
    }

    private static boolean stopKnown(List<Frame> frames) {
        return frames.stream().anyMatch(frame -> {
            String text = frame.text();
            return text.contains("\"stop_reason\":\"")
                    && (text.contains("\"message_delta\"") || text.contains("\"message_start\""));
        });
    }
}
