package dev.weir.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings;
import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Loss;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Identity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What real services answered, decoded, written for a client of the same dialect, and decoded again.
class RecordedTranslationsTest {
    private static final Identity IDENTITY = new Identity("id", 1, "m");
    private static final GeminiClientCodec CLIENT = new GeminiClientCodec();

    @Test
    void aWholeAnswerIsTheSameAfterItWasWrittenAgain() {
        int answers = 0;
        for (Recording recording : Recordings.of("gemini-generate")) {
            if (recording.status() == 200
                    && Requests.CODEC.decode(recording.body()) instanceof Answer.Whole(ChatResponse answer)) {
                List<Loss> losses = new ArrayList<>();
                byte[] written = CLIENT.encode(answer, IDENTITY, losses::add);
                assertThat(Requests.CODEC.decode(written)).as(recording.id()).isEqualTo(new Answer.Whole(answer));
                assertThat(losses).as(recording.id()).isEmpty();
                answers++;
            }
        }
        System.out.printf("gemini-generate: %d answers written again%n", answers);
        assertThat(answers).isEqualTo(38);
    }

    @Test
    void aStreamIsTheSameAfterItWasWrittenAgain() {
        int streams = 0;
        for (Recording recording : Recordings.of("gemini-stream")) {
            Fold first = new Fold();
            Written written = new Written();
            Streams.decode(recording.body(), new Grammar(event -> {
                first.accept(event);
                written.accept(event);
            }));
            Fold second = new Fold();
            Streams.decode(written.bytes(), new Grammar(second));
            assertThat(second.isComplete()).as(recording.id()).isTrue();
            assertThat(second.response()).as(recording.id()).isEqualTo(first.response());
            streams++;
        }
        System.out.printf("gemini-stream: %d streams written again%n", streams);
        assertThat(streams).isEqualTo(11);
    }
}
