package dev.weir.chat;

import org.jspecify.annotations.Nullable;

/// What an answer took that providers bill by the piece and not by the token. A snapshot, never a delta; 0 is none, or
/// nobody said.
///
/// @param searches ranked lists, as Cohere counts them
/// @param millis of sound that was heard
/// @param characters of text that was spoken
public record Units(Pictures pictures, long searches, long millis, long characters) {
    public static final Units NONE = new Units(Pictures.NONE, 0, 0, 0);

    /// Pictures that were made, and the tokens of those that were shown.
    ///
    /// @param made how many
    /// @param kind their quality and size as price lists name them: `high 1024x1024`; null where nobody said
    /// @param tokens of those in the request: a part of the usage's fresh ones
    public record Pictures(long made, @Nullable String kind, long tokens) {
        public static final Pictures NONE = new Pictures(0, null, 0);
    }

    public Units made(long count, @Nullable String kind) {
        return new Units(new Pictures(count, kind, pictures.tokens), searches, millis, characters);
    }

    public Units shown(long tokens) {
        return new Units(new Pictures(pictures.made, pictures.kind, tokens), searches, millis, characters);
    }

    public Units searched(long count) {
        return new Units(pictures, count, millis, characters);
    }

    public Units heard(long newMillis) {
        return new Units(pictures, searches, newMillis, characters);
    }

    public Units spoken(long newCharacters) {
        return new Units(pictures, searches, millis, newCharacters);
    }
}
