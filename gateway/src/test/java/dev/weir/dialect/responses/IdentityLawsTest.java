package dev.weir.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Recordings.Recording;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.ChatResponse;
import dev.weir.chat.Choice;
import dev.weir.chat.Delivery;
import dev.weir.chat.Fold;
import dev.weir.chat.Loss;
import dev.weir.chat.Part;
import dev.weir.chat.Stop;
import dev.weir.chat.Traits;
import dev.weir.chat.Traits.Support;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Answers;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Encoded;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.StreamEncoder;
import dev.weir.wire.ByteSink;
import java.util.List;
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
    private static final Identity IDENTITY = new Identity("req_id", 1, "m");
    private static final ResponsesClientCodec CLIENT = new ResponsesClientCodec();
    private static final ResponsesProviderCodec PROVIDER = new ResponsesProviderCodec();
    private static final Traits ALL = new Traits(
            null,
            null,
            Set.of(),
            Traits.Thinking.UNKNOWN,
            Support.YES,
            Support.YES,
            Support.YES,
            Traits.Prefill.UNKNOWN,
            Set.of("openai"),
            Support.YES,
            Support.YES,
            new Traits.Habits(Traits.Caching.BREAKPOINTS, Traits.Echo.NONE, Traits.Documents.FILES));

    static List<Recording> requests() {
        return Traffic.requests().stream()
                .filter(each -> !Objects.requireNonNull(each.request()).hasNonNull("previous_response_id"))
                .filter(each -> !Objects.requireNonNull(each.request())
                        .path("background")
                        .asBoolean(false))
                .toList();
    }

    @Provide
    Arbitrary<ChatResponse> responses() {
        return Answers.responses();
    }

    /// What goes to the host reads as what the client said, where nothing was lost.
    @ParameterizedTest
    @MethodSource("requests")
    void requestReadsTheSameOnTheOtherSide(Recording recording) {
        ChatRequest request = accepted(Json.bytes(Objects.requireNonNull(recording.request())));
        Encoded encoded = PROVIDER.encode(request, ALL);
        ChatRequest again = accepted(Json.bytes(encoded.body()));
        assertThat(again.tools()).isEqualTo(request.tools());
        assertThat(again.bounds()).isEqualTo(request.bounds());
        assertThat(again.output()).isEqualTo(request.output());
        assertThat(again.reasoning()).isEqualTo(request.reasoning());
        assertThat(again.extras().fields()).isEqualTo(request.extras().fields());
        if (encoded.losses().stream().noneMatch(Loss::lossy)) {
            assertThat(again.turns()).hasSameSizeAs(request.turns());
            for (int i = 0; i < request.turns().size(); i++) {
                assertThat(again.turns().get(i).role())
                        .isEqualTo(request.turns().get(i).role());
                assertThat(said(again.turns().get(i).parts()))
                        .isEqualTo(said(request.turns().get(i).parts()));
                assertThat(again.turns().get(i).marks().extras().fields())
                        .isEqualTo(request.turns().get(i).marks().extras().fields());
            }
        }
    }

    @Property(tries = 300)
    void wholeAnswerReadsAsItWasWritten(@ForAll("responses") ChatResponse response) {
        Answer answer = PROVIDER.decode(CLIENT.encode(response, IDENTITY, _ -> {}));
        assertThat(answer).isInstanceOf(Answer.Whole.class);
        same(((Answer.Whole) answer).response(), response);
    }

    @Property(tries = 300)
    void streamReadsAsItWasWritten(@ForAll("responses") ChatResponse response) {
        ByteSink out = new ByteSink(64);
        StreamEncoder encoder = CLIENT.encoder(IDENTITY, Delivery.STREAM_WITH_USAGE, _ -> {});
        Answers.events(response).forEach(event -> encoder.event(event, out));
        Fold fold = Streams.fold(out.toBytes(), out.size());
        assertThat(fold.isComplete()).isTrue();
        same(fold.response(), response);
    }

    private static void same(ChatResponse read, ChatResponse written) {
        assertThat(read.head().created()).isEqualTo(written.head().created());
        assertThat(Objects.requireNonNull(read.usage()).total())
                .isEqualTo(Objects.requireNonNull(written.usage()).total());
        Choice choice = written.choices().getFirst();
        Choice back = read.choices().isEmpty()
                ? new Choice(0, List.of(), choice.finish(), List.of(), choice.extras())
                : read.choices().getFirst();
        assertThat(words(back.parts())).isEqualTo(words(choice.parts()));
        assertThat(back.finish().stop()).isEqualTo(stop(choice));
    }

    /// What a response can say of how it ended.
    private static Stop stop(Choice choice) {
        boolean called = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        return switch (choice.finish().stop()) {
            case COMPLETE, TOOL_CALLS, STOP_SEQUENCE, PAUSED, OTHER -> called ? Stop.TOOL_CALLS : Stop.COMPLETE;
            case MAX_TOKENS, CONTEXT_FULL -> Stop.MAX_TOKENS;
            case REFUSED -> Stop.REFUSED;
        };
    }

    /// Words, thoughts and calls in their order.
    private static String words(List<Part> parts) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text said ->
                    out.append("text ")
                            .append(said.text())
                            .append(said.annotations().size());
                case Part.Refusal said -> out.append("refusal ").append(said.text());
                case Part.Thought said -> out.append(said.text().isEmpty() ? "" : said.form() + said.text());
                case Part.ToolCall call ->
                    out.append(call.id())
                            .append(call.kind())
                            .append(call.name())
                            .append(call.input());
                case Part.Media media -> out.append(media.source());
                case Part.HostedCall call ->
                    out.append(call.name())
                            .append(Objects.requireNonNull(Json.readOrNull(call.input()))
                                    .path("query"));
                case Part.HostedResult _, Part.ToolResult _, Part.Foreign _ -> {}
            }
        }
        return out.toString();
    }

    /// Parts without where they stood.
    private static List<String> said(List<Part> parts) {
        return parts.stream()
                .map(part -> part.toString().replaceAll("at=[^,\\]]*", "at=").replaceAll("owner=[^,\\]]*", "owner="))
                .toList();
    }

    private static ChatRequest accepted(byte[] body) {
        Decoded decoded = CLIENT.decode(body, Asked.NOTHING);
        assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
        return ((Decoded.Accepted) decoded).request();
    }
}
