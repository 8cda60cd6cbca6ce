package dev.weir.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Seal;
import dev.weir.chat.Stop;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Prefill;
import dev.weir.chat.Traits.Support;
import dev.weir.chat.Traits.Thinking;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamDecoder;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.SseReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The two sides of the dialect undo each other.
class IdentityLawsTest {
    private static final Identity IDENTITY = new Identity("id", 1, "m");
    private static final ChatClientCodec CLIENT = new ChatClientCodec();
    private static final ChatProviderCodec PROVIDER = new ChatProviderCodec();
    private static final Traits ALL = new Traits(
            null,
            null,
            Set.of(),
            Thinking.UNKNOWN,
            Support.YES,
            Support.YES,
            Support.YES,
            Prefill.UNKNOWN,
            Set.of("anthropic", "google", "openai", "somebody"),
            Support.YES,
            Support.YES,
            new Traits.Habits(Traits.Caching.CONTROL, Traits.Echo.NONE, Traits.Documents.FILES));

    static List<Recording> requests() {
        return Recording.requests().stream()
                .filter(each -> each.status() == 200)
                .toList();
    }

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    /// Every leaf that a client sent reaches the host, or is on the loss list.
    @ParameterizedTest
    @MethodSource("requests")
    void everyLeafOfARequestArrivesOrIsLost(Recording recording) {
        ChatRequest request = accepted(Json.bytes(recording.request()));
        Encoded encoded = PROVIDER.encode(request, ALL);
        Map<String, String> left = Leaves.of(recording.request(), "");
        List<String> sent = new ArrayList<>(Leaves.of(encoded.body(), "").values());
        List<String> lost = encoded.losses().stream().map(Loss::path).toList();
        left.values().removeIf(value -> sent.stream().anyMatch(said -> said.equals(value) || same(said, value)));
        left.keySet()
                .removeIf(pointer -> lost.stream()
                        .anyMatch(path -> pointer.startsWith(path)
                                || path.endsWith("/cache") && pointer.contains("cache_control")
                                || path.startsWith("/reasoning")
                                        && (pointer.startsWith("/reasoning") || pointer.startsWith("/thinking"))
                                || path.endsWith("/reasoning")
                                        && pointer.startsWith(path.substring(0, path.lastIndexOf('/')))
                                        && pointer.contains("reasoning")));
        left.keySet()
                .removeIf(pointer ->
                        pointer.equals("/stream") || pointer.equals("/reasoning/enabled") || pointer.endsWith("/type"));
        assertThat(left).isEmpty();
    }

    /// What goes to the host reads as what the client said, where nothing was lost.
    @ParameterizedTest
    @MethodSource("requests")
    void requestReadsTheSameOnTheOtherSide(Recording recording) {
        ChatRequest request = accepted(Json.bytes(recording.request()));
        Encoded encoded = PROVIDER.encode(request, ALL);
        if (encoded.losses().stream().anyMatch(Loss::lossy)) {
            return;
        }
        ChatRequest again = accepted(Json.bytes(encoded.body()));
        assertThat(again.turns()).isEqualTo(request.turns());
        assertThat(again.tools()).isEqualTo(request.tools());
        assertThat(again.sampling()).isEqualTo(request.sampling());
        assertThat(again.bounds()).isEqualTo(request.bounds());
        assertThat(again.output()).isEqualTo(request.output());
        assertThat(again.extras()).isEqualTo(request.extras());
    }

    @Property(tries = 300)
    void wholeAnswerReadsAsItWasWritten(@ForAll("responses") ChatResponse response) {
        byte[] bytes = CLIENT.encode(response, IDENTITY, _ -> {});
        Answer answer = PROVIDER.decode(bytes);
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        same(((Answer.Whole) answer).response(), response);
    }

    @Property(tries = 300)
    void streamReadsAsItWasWritten(@ForAll("responses") ChatResponse response) throws SseReader.TooLong {
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CLIENT.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, _ -> {});
        Answers.events(response).forEach(event -> encoder.event(event, out));
        byte[] bytes = out.toBytes();
        Fold fold = new Fold();
        Grammar grammar = new Grammar(fold);
        StreamDecoder decoder = PROVIDER.decoder();
        new SseReader(1 << 20).feed(bytes, 0, bytes.length, new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                decoder.frame(frame, grammar);
            }

            @Override
            public void unfinished(Frame frame) {
                throw new AssertionError("the stream ends within an event");
            }
        });
        decoder.end(grammar);
        assertThat(fold.isComplete()).isTrue();
        same(fold.response(), response);
    }

    private static void same(ChatResponse read, ChatResponse written) {
        assertThat(read.head()).isEqualTo(written.head());
        assertThat(Objects.requireNonNull(read.usage()).total())
                .isEqualTo(Objects.requireNonNull(written.usage()).total());
        assertThat(read.choices()).hasSameSizeAs(written.choices());
        for (Choice choice : written.choices()) {
            Choice back = read.choices().get(choice.index());
            assertThat(words(back.parts())).isEqualTo(words(choice.parts()));
            assertThat(back.finish().stop()).isEqualTo(stop(choice));
            assertThat(seals(back.parts())).containsAll(seals(choice.parts()));
        }
    }

    /// What a message can say of how it ended.
    private static Stop stop(Choice choice) {
        boolean called = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        return switch (choice.finish().stop()) {
            case COMPLETE -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case STOP_SEQUENCE, PAUSED, OTHER -> Stop.COMPLETE;
            case MAX_TOKENS, CONTEXT_FULL -> Stop.MAX_TOKENS;
            case TOOL_CALLS -> Stop.TOOL_CALLS;
            case REFUSED -> Stop.REFUSED;
        };
    }

    private static String words(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.Refusal said -> refusal.append(said.text());
                case Part.Thought said -> thought.append(said.text());
                case Part.ToolCall call ->
                    calls.append(call.id())
                            .append(call.kind())
                            .append(call.name())
                            .append(call.input())
                            .append(';');
                default -> {}
            }
        }
        return text + "|" + refusal + "|" + thought + "|" + calls;
    }

    /// Seals of thoughts and calls.
    private static List<Seal> seals(List<Part> parts) {
        List<Seal> out = new ArrayList<>();
        for (Part part : parts) {
            Seal seal = part instanceof Part.Text ? null : part.marks().seal();
            if (seal != null) {
                out.add(seal);
            }
        }
        return out;
    }

    private static boolean same(String said, String value) {
        return value.matches("-?[0-9.]+")
                && said.matches("-?[0-9.]+")
                && Double.parseDouble(said) == Double.parseDouble(value);
    }

    private static ChatRequest accepted(byte[] body) {
        Decoded decoded = CLIENT.decode(body, Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }
}
