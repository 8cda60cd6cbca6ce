package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Part;
import dev.weir.chat.StreamEvent;
import dev.weir.dialect.Identity;
import dev.weir.dialect.StreamDecoder;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a model says aloud in a stream.
class SoundPiecesTest {
    private static List<StreamEvent> events(String... audio) {
        StringBuilder stream = new StringBuilder();
        for (String piece : audio) {
            stream.append(chunk("{\"audio\":{" + piece.replace('\'', '"') + "}}", "null"));
        }
        return read(stream + chunk("{}", "\"stop\"") + "data: [DONE]\n\n");
    }

    private static String chunk(String delta, String finish) {
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{"
                + "\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static List<StreamEvent> read(String stream) {
        List<StreamEvent> out = new ArrayList<>();
        StreamDecoder decoder = new ChatProviderCodec().decoder();
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        SseReader reader = new SseReader(1 << 16);
        try {
            reader.feed(bytes, 0, bytes.length, new SseReader.Sink() {
                @Override
                public void frame(Frame frame) {
                    decoder.frame(frame, out::add);
                }

                @Override
                public void unfinished(Frame frame) {}
            });
        } catch (SseReader.TooLong e) {
            throw new AssertionError(e);
        }
        decoder.end(out::add);
        return out;
    }

    private static Part.Media sound(List<StreamEvent> events) {
        Fold fold = new Fold();
        events.forEach(fold);
        assertThat(fold.isComplete()).isTrue();
        List<Part> parts = fold.response().choices().getFirst().parts();
        assertThat(parts).singleElement().isInstanceOf(Part.Media.class);
        return (Part.Media) parts.getFirst();
    }

    /// The bytes 1, 2, 3, 4, 5.
    @ParameterizedTest
    @CsvSource({"AQID,BAU=", "AQ==,AgMEBQ==", "AQIDBA==,BQ==", "AQ,IDBAU="})
    void piecesAreOneSoundHoweverTheyAreCut(String first, String second) {
        Part.Media sound = sound(events(
                "'id':'audio_1','data':'" + first + "','transcript':'Hello '",
                "'data':'" + second + "','transcript':'there.'",
                "'expires_at':1790000000"));

        assertThat(sound.kind()).isEqualTo(Part.MediaKind.AUDIO);
        assertThat(sound.source()).isEqualTo(new Part.Source.Inline("AQIDBAU="));
        assertThat(sound.marks().extras().fields().toString()).contains("audio_1", "Hello there.", "1790000000");
    }

    @Test
    void aClientOfChatHearsItWithItsWords() {
        List<StreamEvent> events = events("'id':'audio_1','data':'AQID','transcript':'Hi.'", "'data':'BAU='");
        ByteSink out = new ByteSink(256);
        List<String> losses = new ArrayList<>();
        var encoder = new ChatClientCodec()
                .encoder(new Identity("id", 1, "m"), Delivery.STREAM, loss -> losses.add(loss.path()));
        events.forEach(event -> encoder.event(event, out));
        String sent = new String(out.toBytes(), StandardCharsets.UTF_8);

        assertThat(sent).contains("\"audio\":{\"data\":\"AQIDBAU=\",\"id\":\"audio_1\",\"transcript\":\"Hi.\"}");
        assertThat(losses).isEmpty();
        assertThat(sound(read(sent)).source()).isEqualTo(new Part.Source.Inline("AQIDBAU="));
    }
}
