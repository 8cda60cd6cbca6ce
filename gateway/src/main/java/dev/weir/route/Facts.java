package dev.weir.route;

import dev.weir.chat.Part.MediaKind;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a planner may know of a request. Whatever takes a look at the body is found out when it is first asked for.
public interface Facts {
    /// As the caller named it.
    String model();

    /// The client's dialect.
    String dialect();

    /// Whether a stream was asked for.
    boolean streamed();

    /// About how many tokens the request is.
    long tokens();

    /// Whether the request is certainly no longer than so many tokens: answered without counting where that can be.
    default boolean fits(long window) {
        return tokens() <= window;
    }

    /// The most tokens that the answer may have, or null where the caller did not say.
    @Nullable
    Integer maxTokens();

    /// How many tools it brings.
    int tools();

    /// How many pictures it brings.
    int images();

    /// What it brings beside text.
    Set<MediaKind> media();

    /// Whether the answer must be JSON of a schema of the caller's.
    boolean structured();

    /// Headers of the request by lower-case name, without credentials.
    Map<String, String> headers();

    /// What the caller says of the request for its own purposes.
    Map<String, String> metadata();

    /// Name of the caller's key.
    String key();

    /// Team of the caller's key, empty where it has none.
    String team();

    Instant at();

    /// The first words of the conversation, which stay the same as it goes on.
    String opening();

    /// Nothing but a name: what is known when nobody asked anything yet.
    static Facts ofName(String model, String dialect) {
        return new Named(model, dialect, "", Map.of(), Instant.EPOCH);
    }

    /// A request of which little more is known than who wants which model, and in which dialect: it asks for nothing
    /// special.
    record Named(String model, String dialect, String key, Map<String, String> headers, Instant at) implements Facts {
        @Override
        public @Nullable Integer maxTokens() {
            return null;
        }

        @Override
        public int tools() {
            return 0;
        }

        @Override
        public int images() {
            return 0;
        }

        @Override
        public Set<MediaKind> media() {
            return Set.of();
        }

        @Override
        public boolean structured() {
            return false;
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public String team() {
            return "";
        }

        @Override
        public boolean streamed() {
            return false;
        }

        @Override
        public long tokens() {
            return 0;
        }

        @Override
        public String opening() {
            return "";
        }
    }
}
