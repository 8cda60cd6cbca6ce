package dev.weir.route;

import dev.weir.chat.Failure;
import dev.weir.dialect.Bridge;
import dev.weir.dialect.ByteLane;
import dev.weir.dialect.ClientCodec;
import dev.weir.dialect.ErrorReply;
import dev.weir.dialect.HeaderRules;
import dev.weir.dialect.Keepsakes;
import dev.weir.dialect.ModelPages;
import dev.weir.dialect.Paths;
import dev.weir.dialect.SocketTalk;
import dev.weir.dialect.TokenCount;
import dev.weir.dialect.Voice;
import org.jspecify.annotations.Nullable;

/// A dialect as clients speak it: for the cross lane and for the byte lane, and how its clients come in.
///
/// @param voice how its clients are told of failures
/// @param across the cross lane
/// @param paths that it is asked at
/// @param models how its clients are told of models
/// @param headers that go through
/// @param count how tokens are counted, or null where its clients have no way to ask
/// @param socket how it is spoken over a WebSocket, or null where it is not
/// @param keepsakes how answers are kept, or null where its clients cannot come back to any
public record ClientDialect(
        Voice voice,
        Across across,
        ByteLane bytes,
        Paths paths,
        ModelPages models,
        Passage headers,
        @Nullable TokenCount count,
        @Nullable SocketTalk socket,
        @Nullable Keepsakes keepsakes) {
    /// A dialect of chats.
    public ClientDialect(ClientCodec codec, ByteLane bytes, Paths paths, ModelPages models, HeaderRules rules) {
        this(codec, new Across.Chat(codec), bytes, paths, models, Passage.of(rules), null, null, null);
    }

    /// A dialect of something else.
    public ClientDialect(
            Voice voice, Across across, ByteLane bytes, Paths paths, ModelPages models, HeaderRules rules) {
        this(voice, across, bytes, paths, models, Passage.of(rules), null, null, null);
    }

    /// How a request goes to a provider that does not speak the client's dialect.
    public sealed interface Across {
        /// Through the canonical chat.
        record Chat(ClientCodec codec) implements Across {}

        /// Through a canonical form of another kind.
        record Bridged(Bridge bridge) implements Across {}

        /// Not at all.
        record Never() implements Across {
            public static final Never HERE = new Never();
        }
    }

    /// Whether a target may be asked a second time: what is no chat may be dear, or change something there.
    boolean isRepeatable() {
        return switch (across) {
            case Across.Chat _, Across.Bridged _ -> true;
            case Across.Never _ -> bytes.isRepeatable();
        };
    }

    /// The same dialect, whose clients may have tokens counted.
    public ClientDialect with(TokenCount newCount) {
        return new ClientDialect(voice, across, bytes, paths, models, headers, newCount, socket, keepsakes);
    }

    /// The same dialect, whose clients may ask over a WebSocket.
    public ClientDialect with(SocketTalk newSocket) {
        return new ClientDialect(voice, across, bytes, paths, models, headers, count, newSocket, keepsakes);
    }

    /// The same dialect, whose answers may be kept.
    public ClientDialect with(Keepsakes newKeepsakes) {
        return new ClientDialect(voice, across, bytes, paths, models, headers, count, socket, newKeepsakes);
    }

    /// The same dialect on another byte lane.
    public ClientDialect on(ByteLane other) {
        return new ClientDialect(voice, across, other, paths, models, headers, count, socket, keepsakes);
    }

    public String id() {
        return bytes.dialect();
    }

    /// A failure as this dialect says it.
    public ErrorReply error(Failure failure) {
        return voice.error(failure);
    }

    /// The codec of a dialect of chats.
    ///
    /// @throws IllegalStateException for a dialect of something else, whose requests never take a chat's cross lane
    public ClientCodec codec() {
        if (across instanceof Across.Chat chat) {
            return chat.codec();
        }
        throw new IllegalStateException(id() + " is no dialect of chats");
    }
}
