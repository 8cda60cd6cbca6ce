package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivered;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.Fold;
import dev.weir.chat.Grammar;
import dev.weir.chat.Traits;
import dev.weir.chat.UsageConvention;
import dev.weir.config.Config;
import dev.weir.config.Flags;
import dev.weir.dialect.Answer;
import dev.weir.dialect.Asked;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Headers;
import dev.weir.dialect.Identity;
import dev.weir.dialect.Json;
import dev.weir.dialect.ProviderCodec;
import dev.weir.dialect.RequestProbe;
import dev.weir.feed.Feed;
import dev.weir.provider.BodyEdits;
import dev.weir.provider.FrameRelay;
import dev.weir.provider.StreamLane;
import dev.weir.provider.Translation;
import dev.weir.route.ClientDialect;
import dev.weir.wire.ByteSink;
import dev.weir.wire.Frame;
import dev.weir.wire.JsonCursor;
import dev.weir.wire.SseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Everything that reads bytes of strangers. Whatever the bytes, a target returns: a decoder says in its own words what
/// is wrong, and what it accepts can be written in every other dialect. Anything thrown is a find.
enum FuzzTarget {
    REQUEST_OF_CHAT(bytes -> request(client("openai-chat"), bytes)),
    REQUEST_OF_RESPONSES(bytes -> request(client("openai-responses"), bytes)),
    REQUEST_OF_MESSAGES(bytes -> request(client("anthropic-messages"), bytes)),
    REQUEST_OF_GEMINI(bytes -> request(client("gemini"), bytes)),
    REQUEST_OF_CONVERSE(bytes -> request(client("bedrock-converse"), bytes)),
    ANSWER_OF_CHAT(bytes -> answer(provider("openai-chat"), bytes)),
    ANSWER_OF_RESPONSES(bytes -> answer(provider("openai-responses"), bytes)),
    ANSWER_OF_MESSAGES(bytes -> answer(provider("anthropic-messages"), bytes)),
    ANSWER_OF_GEMINI(bytes -> answer(provider("gemini"), bytes)),
    ANSWER_OF_COHERE(bytes -> answer(provider("cohere-chat"), bytes)),
    STREAM_OF_CHAT(bytes -> stream(provider("openai-chat"), bytes)),
    STREAM_OF_RESPONSES(bytes -> stream(provider("openai-responses"), bytes)),
    STREAM_OF_MESSAGES(bytes -> stream(provider("anthropic-messages"), bytes)),
    STREAM_OF_GEMINI(bytes -> stream(provider("gemini"), bytes)),
    STREAM_OF_COHERE(bytes -> stream(provider("cohere-chat"), bytes)),
    RELAY(FuzzTarget::relay),
    EVENTS(FuzzTarget::events),
    JSON(FuzzTarget::json),
    EDITS(FuzzTarget::edits),
    CONFIGURATION(FuzzTarget::configuration),
    FEED(FuzzTarget::feed);

    private static final int MAX_FRAME = 1 << 16;
    private static final Identity WHO = new Identity("req_1", 1_700_000_000, "m");

    @SuppressWarnings("ImmutableEnumChecker") // no reader holds anything
    private final Consumer<byte[]> reader;

    FuzzTarget(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    void read(byte[] bytes) {
        reader.accept(bytes);
    }

    private static ClientDialect client(String id) {
        return Lasting.CLIENTS.stream()
                .filter(dialect -> dialect.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ProviderCodec provider(String id) {
        return Objects.requireNonNull(Lasting.PROVIDERS.get(id), id);
    }

    /// What every run shares, made when it is first needed.
    private static final class Lasting {
        private static final List<ClientDialect> CLIENTS = Dialects.clients().stream()
                .filter(dialect -> dialect.across() instanceof ClientDialect.Across.Chat)
                .toList();
        private static final Map<String, ProviderCodec> PROVIDERS = Dialects.providers();
        private static final Catalog CATALOG = Catalog.builtIn();
        private static final Path FILE = file();
        private static final JsonMapper JACKSON = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private static Path file() {
            try {
                Path file = Files.createTempFile("weir", ".yaml");
                file.toFile().deleteOnExit();
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A client's body: the probe, the decoder, and every provider's encoder.
    private static void request(ClientDialect dialect, byte[] bytes) {
        boolean named = dialect.bytes().modelPlace() == ByteLane.ModelPlace.PATH;
        Asked asked = named ? new Asked("m", Delivery.WHOLE) : Asked.NOTHING;
        RequestProbe probe = dialect.bytes().probe(bytes, asked);
        if (probe instanceof RequestProbe.Rejected(Failure failure)) {
            dialect.codec().error(failure);
        }
        dialect.bytes().maySayShape(bytes);
        if (dialect.count() != null) {
            dialect.count().estimate(bytes, asked);
        }
        switch (dialect.codec().decode(bytes, asked)) {
            case Decoded.Rejected rejected -> dialect.codec().error(rejected.failure());
            case Decoded.Accepted accepted -> everywhere(accepted.request());
        }
    }

    private static void everywhere(ChatRequest request) {
        for (ProviderCodec codec : Lasting.PROVIDERS.values()) {
            codec.headers(codec.encode(request, Traits.UNKNOWN).body());
        }
    }

    /// A provider's body: as an answer and as an error, for clients of every dialect.
    private static void answer(ProviderCodec codec, byte[] bytes) {
        Failure failure = codec.error(400, Headers.NONE, bytes);
        Answer answer = codec.decode(bytes);
        for (ClientDialect client : Lasting.CLIENTS) {
            client.codec().error(failure);
            switch (answer) {
                case Answer.Failed failed -> client.codec().error(failed.failure());
                case Answer.Whole whole -> {
                    byte[] written = client.codec().encode(whole.response(), WHO, _ -> {});
                    require(
                            Json.readOrNull(written, 0, written.length) != null,
                            client.id() + " wrote an answer that is no JSON");
                }
            }
        }
    }

    /// A provider's stream, in pieces as long as its first byte says: well formed events, and one end for every client.
    private static void stream(ProviderCodec codec, byte[] bytes) {
        grammar(codec, bytes);
        for (ClientDialect client : Lasting.CLIENTS) {
            StreamLane lane = new Translation(
                    codec.decoder(), client.codec().encoder(WHO, Delivery.STREAM, _ -> {}), new Delivered(), MAX_FRAME);
            run(lane, bytes);
        }
    }

    private static void grammar(ProviderCodec codec, byte[] bytes) {
        var decoder = codec.decoder();
        Grammar grammar = new Grammar(new Fold());
        pieces(bytes, MAX_FRAME, new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                if (!frame.isSilent()) {
                    decoder.frame(frame, grammar);
                }
            }

            @Override
            public void unfinished(Frame frame) {
                frame(frame);
            }
        });
        decoder.end(grammar);
        require(grammar.isOver(), "a stream without a terminal event");
    }

    private static void run(StreamLane lane, byte[] bytes) {
        ByteSink out = new ByteSink(64);
        int step = step(bytes);
        for (int at = 1; at < bytes.length; at += step) {
            lane.read(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step)), out);
        }
        lane.end(out);
        if (lane.state() == StreamLane.State.FAILED) {
            lane.fail(Objects.requireNonNull(lane.failure()), out);
        }
        require(
                lane.state() == StreamLane.State.COMPLETE || lane.state() == StreamLane.State.CLOSED,
                "a stream that ended in " + lane.state());
    }

    /// The same lane of every dialect.
    private static void relay(byte[] bytes) {
        for (ClientDialect client : Lasting.CLIENTS) {
            Delivered delivered = new Delivered();
            var watch = client.bytes().watch(Delivery.STREAM, UsageConvention.STANDARD, delivered);
            run(new FrameRelay(client.bytes(), watch, delivered, MAX_FRAME), bytes);
            client.bytes().look(bytes, UsageConvention.STANDARD, new Delivered());
            client.bytes().error(500, Headers.NONE, bytes);
        }
    }

    /// Server-sent events: however they are cut, the same frames come out.
    private static void events(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        AtomicInteger cut = new AtomicInteger();
        AtomicInteger whole = new AtomicInteger();
        boolean fits = pieces(bytes, MAX_FRAME, counting(cut));
        byte[] uncut = bytes.clone();
        uncut[0] = 0;
        if (fits && pieces(uncut, MAX_FRAME, counting(whole))) {
            require(cut.get() == whole.get(), "other frames when cut: " + cut + " and " + whole);
        }
    }

    private static SseReader.Sink counting(AtomicInteger hash) {
        return new SseReader.Sink() {
            @Override
            public void frame(Frame frame) {
                byte[] data = Arrays.copyOfRange(frame.data(), frame.from(), frame.to());
                hash.set(hash.get() * 31 + Arrays.hashCode(data));
            }

            @Override
            public void unfinished(Frame frame) {
                frame(frame);
            }
        };
    }

    /// Feeds all but the first byte, which says how long the pieces are; 0 is all at once. False when a frame was
    /// longer than the limit.
    private static boolean pieces(byte[] bytes, int limit, SseReader.Sink sink) {
        SseReader reader = new SseReader(limit);
        int step = step(bytes);
        try {
            for (int at = 1; at < bytes.length; at += step) {
                reader.feed(bytes, at, Math.min(bytes.length, at + step), sink);
                require(reader.pending() <= limit + step, "more is held than the limit: " + reader.pending());
            }
        } catch (SseReader.TooLong e) {
            return false;
        }
        reader.end(sink);
        return true;
    }

    private static int step(byte[] bytes) {
        return bytes.length == 0 || bytes[0] == 0 ? Math.max(1, bytes.length) : bytes[0] & 0xFF;
    }

    /// The cursor, and the trees that are read by it: what it takes for a whole document, Jackson's own parser takes
    /// too,
    /// and reads the same of it; and what is written of a tree is read back (though `0e0` as a whole number).
    private static void json(byte[] bytes) {
        boolean whole = new JsonCursor(bytes, 0, bytes.length).complete();
        walk(new JsonCursor(bytes, 0, bytes.length));
        JsonNode tree = Json.readOrNull(bytes, 0, bytes.length);
        if (!whole || tree == null) {
            return;
        }
        require(tree.equals(jackson(bytes)) || isOdd(bytes), "another tree than Jackson's");
        byte[] written = Json.bytes(tree);
        JsonNode again = Json.readOrNull(written, 0, written.length);
        require(again != null && Arrays.equals(written, Json.bytes(again)), "a tree that is not read back");
    }

    private static @Nullable JsonNode jackson(byte[] bytes) {
        try {
            return Lasting.JACKSON.readTree(bytes);
        } catch (JacksonException e) {
            return null;
        }
    }

    /// What Jackson refuses for its own limits or its stricter UTF-8: a number of hundreds of digits, an exponent of
    /// more than eight, odd bytes, half a surrogate pair in a name.
    private static boolean isOdd(byte[] bytes) {
        if (new String(bytes, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT)
                .contains("\\ud")) {
            return true;
        }
        int digits = 0;
        int most = 300;
        for (byte b : bytes) {
            boolean digit = b >= '0' && b <= '9';
            digits = digit ? digits + 1 : 0;
            if (b == 'e' || b == 'E') {
                most = 8;
            } else if (!digit && b != '+' && b != '-') {
                most = 300;
            }
            if (b < 0 || digits > most) {
                return true;
            }
        }
        return false;
    }

    private static void walk(JsonCursor cursor) {
        switch (cursor.kind()) {
            case OBJECT -> {
                if (cursor.enterObject()) {
                    while (cursor.next()) {
                        cursor.name();
                        cursor.nameIs("model");
                        walk(cursor);
                    }
                }
            }
            case ARRAY -> {
                if (cursor.enterArray()) {
                    while (cursor.next()) {
                        walk(cursor);
                    }
                }
            }
            case STRING -> {
                cursor.stringIs("model");
                if (cursor.isNonEmptyString()) {
                    cursor.string();
                }
            }
            case NUMBER -> cursor.whole(0);
            case TRUE, FALSE, NULL, BROKEN -> {}
        }
    }

    /// Edits of a body that the probe took: it stays JSON.
    private static void edits(byte[] bytes) {
        ClientDialect chat = client("openai-chat");
        if (chat.bytes().probe(bytes, Asked.NOTHING) instanceof RequestProbe.Found) {
            byte[] edited =
                    new BodyEdits(bytes).model("other\"model").askForUsage().body();
            require(jackson(edited) != null || isOdd(bytes), "an edited body that is no JSON");
        }
    }

    private static void configuration(byte[] bytes) {
        try {
            Files.write(Lasting.FILE, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Config.load(Lasting.CATALOG, Lasting.FILE, Map.of("OPENAI_API_KEY", "k"), Flags.NONE, 1);
    }

    private static void feed(byte[] bytes) {
        try {
            Feed.read(bytes, "a fuzzer", "2026-01-01", Lasting.CATALOG);
        } catch (IllegalArgumentException e) {
            // Its own word for a document that is no list of models.
            Objects.requireNonNull(e.getMessage());
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
