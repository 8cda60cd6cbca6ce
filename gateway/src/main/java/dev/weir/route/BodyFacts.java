package dev.weir.route;

import dev.weir.chat.ChatRequest;
import dev.weir.chat.Delivery;
import dev.weir.chat.Failure;
import dev.weir.chat.OutputShape;
import dev.weir.chat.Part;
import dev.weir.chat.Part.MediaKind;
import dev.weir.chat.Role;
import dev.weir.chat.TokenEstimate;
import dev.weir.chat.Turn;
import dev.weir.dialect.Asked;
import dev.weir.dialect.Decoded;
import dev.weir.dialect.Json;
import dev.weir.dialect.RequestProbe;
import dev.weir.ledger.ClientKey;
import dev.weir.wire.JsonCursor;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The facts of a request that lies there as bytes. What the probe saw costs nothing; the body is decoded only when a
/// fact is asked for that it takes, and then once. Of a body that is no request nothing is known.
public final class BodyFacts implements Facts {
    /// Fewest bytes of a body for each of its tokens.
    private static final int LEAST_BYTES = 2;

    private static final int USUAL_BYTES = 4;
    private static final Decoded NO_CHAT = new Decoded.Rejected(new Failure.BadRequest("This is no chat.", null, null));

    private final ClientDialect dialect;
    private final Asked asked;
    private final byte[] body;
    private final RequestProbe.Found probe;
    private final ClientKey key;
    private final Supplier<Map<String, String>> readHeaders;
    private final Instant at;
    private @Nullable Decoded decoded;
    private @Nullable Map<String, String> headers;
    private @Nullable Set<MediaKind> media;
    private int images = -1;
    private long tokens = -1;

    /// @param readHeaders of the request, without credentials, by lower-case name
    public BodyFacts(
            ClientDialect dialect,
            Asked asked,
            byte[] body,
            RequestProbe.Found probe,
            ClientKey key,
            Supplier<Map<String, String>> readHeaders,
            Instant at) {
        this.dialect = dialect;
        this.asked = asked;
        this.body = body;
        this.probe = probe;
        this.key = key;
        this.readHeaders = readHeaders;
        this.at = at;
    }

    /// The request, or null where the body is none.
    @Nullable
    ChatRequest request() {
        if (decoded == null) {
            decoded = switch (dialect.across()) {
                case ClientDialect.Across.Chat chat -> chat.codec().decode(body, asked);
                case ClientDialect.Across.Bridged _, ClientDialect.Across.Never _ -> NO_CHAT;
            };
        }
        return switch (decoded) {
            case Decoded.Accepted accepted -> accepted.request();
            case Decoded.Rejected _ -> null;
        };
    }

    @Override
    public String model() {
        return probe.model();
    }

    @Override
    public String dialect() {
        return dialect.id();
    }

    @Override
    public boolean streamed() {
        return probe.delivery() != Delivery.WHOLE;
    }

    @Override
    public long tokens() {
        if (tokens < 0) {
            ChatRequest request = request();
            tokens = request == null ? Math.max(1, body.length / USUAL_BYTES) : TokenEstimate.of(request);
        }
        return tokens;
    }

    @Override
    public boolean fits(long window) {
        return body.length / LEAST_BYTES <= window || tokens() <= window;
    }

    @Override
    public @Nullable Integer maxTokens() {
        ChatRequest request = request();
        return request == null ? null : request.bounds().maxOutputTokens();
    }

    @Override
    public int tools() {
        ChatRequest request = request();
        return request == null ? 0 : request.tools().tools().size();
    }

    @Override
    public int images() {
        media();
        return images;
    }

    @Override
    public Set<MediaKind> media() {
        if (media == null) {
            Set<MediaKind> found = EnumSet.noneOf(MediaKind.class);
            images = 0;
            ChatRequest request = request();
            for (Turn turn : request == null ? List.<Turn>of() : request.turns()) {
                collect(turn.parts(), found);
            }
            media = found;
        }
        return media;
    }

    private void collect(List<Part> parts, Set<MediaKind> found) {
        for (Part part : parts) {
            if (part instanceof Part.Media one) {
                found.add(one.kind());
                images += one.kind() == MediaKind.IMAGE ? 1 : 0;
            } else if (part instanceof Part.ToolResult result) {
                collect(result.parts(), found);
            }
        }
    }

    @Override
    public boolean structured() {
        ChatRequest request = request();
        return request != null && request.output() instanceof OutputShape.JsonSchema;
    }

    @Override
    public Map<String, String> headers() {
        if (headers == null) {
            headers = readHeaders.get();
        }
        return headers;
    }

    @Override
    public Map<String, String> metadata() {
        JsonCursor json = new JsonCursor(body, 0, body.length);
        Map<String, String> found = new HashMap<>();
        if (json.enterObject()) {
            while (json.next()) {
                if (json.nameIs("metadata") && json.kind() == JsonCursor.Kind.OBJECT) {
                    int from = json.valueFrom();
                    JsonNode node = Json.readOrNull(body, from, json.valueTo());
                    if (node != null) {
                        node.properties()
                                .forEach(entry -> found.put(
                                        entry.getKey(),
                                        entry.getValue().isString()
                                                ? entry.getValue().asString()
                                                : entry.getValue().toString()));
                    }
                }
            }
        }
        return found;
    }

    @Override
    public String key() {
        return key.name();
    }

    @Override
    public String team() {
        return "";
    }

    @Override
    public Instant at() {
        return at;
    }

    @Override
    public String opening() {
        ChatRequest request = request();
        StringBuilder words = new StringBuilder();
        for (Turn turn : request == null ? List.<Turn>of() : request.turns()) {
            for (Part part : turn.parts()) {
                if (part instanceof Part.Text text) {
                    words.append(text.text()).append('\n');
                }
            }
            if (turn.role() == Role.USER) {
                break;
            }
        }
        return words.toString();
    }
}
