package dev.weir.route;

import dev.weir.chat.ChatResponse;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.dialect.Answer;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.Frame;
import dev.weir.wire.FrameReader;
import dev.weir.wire.SseReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How alike two answers are: by the words that both have, however they are put (Dice's coefficient of the words).
final class Likeness {
    private static final int MOST_FRAME = 1 << 20;
    private static final Pattern BETWEEN = Pattern.compile("\\W+", Pattern.UNICODE_CHARACTER_CLASS);

    private Likeness() {}

    /// Null where either is not an answer that can be read.
    ///
    /// @param codec of the dialect that both are in
    static @Nullable Double of(ProviderCodec codec, Taken one, Taken other) {
        String first = words(codec, one);
        String second = words(codec, other);
        return first == null || second == null ? null : of(first, second);
    }

    static double of(String one, String other) {
        Map<String, Integer> words = new HashMap<>();
        List<String> first = words(one);
        List<String> second = words(other);
        first.forEach(word -> words.merge(word, 1, Integer::sum));
        int common = 0;
        for (String word : second) {
            Integer left = words.get(word);
            if (left != null && left > 0) {
                words.put(word, left - 1);
                common++;
            }
        }
        int all = first.size() + second.size();
        return all == 0 ? 1 : 2.0 * common / all;
    }

    private static List<String> words(String text) {
        return BETWEEN.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }

    /// An answer as it went to a client.
    record Taken(Form form, byte[] bytes) {}

    enum Form {
        WHOLE,
        EVENTS
    }

    private static @Nullable String words(ProviderCodec codec, Taken taken) {
        return switch (taken.form()) {
            case WHOLE -> codec.decode(taken.bytes()) instanceof Answer.Whole whole ? words(whole.response()) : null;
            case EVENTS -> streamed(codec, taken.bytes());
        };
    }

    private static @Nullable String streamed(ProviderCodec codec, byte[] bytes) {
        Fold fold = new Fold();
        StreamDecoder decoder = codec.decoder();
        FrameReader reader = codec.reader(MOST_FRAME);
        SseReader.Sink sink = new Frames(decoder, fold);
        try {
            reader.feed(bytes, 0, bytes.length, sink);
        } catch (FrameReader.Malformed e) {
            return null;
        }
        reader.end(sink);
        decoder.end(fold);
        return fold.isComplete() ? words(fold.response()) : null;
    }

    private record Frames(StreamDecoder decoder, Fold fold) implements SseReader.Sink {
        @Override
        public void frame(Frame frame) {
            decoder.frame(frame, fold);
        }

        @Override
        public void unfinished(Frame frame) {
            decoder.frame(frame, fold);
        }
    }

    private static String words(ChatResponse response) {
        StringBuilder words = new StringBuilder();
        for (dev.weir.chat.Choice choice : response.choices()) {
            for (Part part : choice.parts()) {
                switch (part) {
                    case Part.Text text -> words.append(text.text()).append(' ');
                    case Part.Refusal refusal -> words.append(refusal.text()).append(' ');
                    case Part.ToolCall call ->
                        words.append(call.name())
                                .append(' ')
                                .append(call.input())
                                .append(' ');
                    case Part.Thought _,
                            Part.Media _,
                            Part.ToolResult _,
                            Part.HostedCall _,
                            Part.HostedResult _,
                            Part.Foreign _ -> {}
                }
            }
        }
        return words.toString();
    }
}
