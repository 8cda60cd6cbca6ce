package dev.weir.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a path at the front door is for.
public sealed interface Purpose {
    /// The method that it is asked with, or several: `GET, POST`.
    String method();

    /// Whether it may be asked with a method.
    default boolean takes(String asked) {
        return method().equals(asked);
    }

    /// An answer of a model.
    ///
    /// @param asked what the path says of the request
    record Answer(Asked asked) implements Purpose {
        /// Where the body says everything.
        public static final Answer BY_BODY = new Answer(Asked.NOTHING);

        @Override
        public String method() {
            return "POST";
        }
    }

    /// An answer to a form, whose content type says how it is read.
    ///
    /// @param asked what the path says of the request
    record Form(Asked asked) implements Purpose {
        /// Where the body says everything.
        public static final Form BY_BODY = new Form(Asked.NOTHING);

        @Override
        public String method() {
            return "POST";
        }
    }

    /// The number of tokens of what would be asked.
    ///
    /// @param asked what the path says of the request
    record Count(Asked asked) implements Purpose {
        /// Where the body says everything.
        public static final Count BY_BODY = new Count(Asked.NOTHING);

        @Override
        public String method() {
            return "POST";
        }
    }

    /// An answer that is kept, or something of it.
    ///
    /// @param id decoded
    record Kept(String id, Kept.Part part) implements Purpose {
        /// What is asked of it, and with which methods.
        public enum Part {
            ANSWER,
            INPUT,
            CANCEL;

            public List<String> methods() {
                return switch (this) {
                    case ANSWER -> List.of("GET", "DELETE");
                    case INPUT -> List.of("GET");
                    case CANCEL -> List.of("POST");
                };
            }
        }

        @Override
        public String method() {
            return part.methods().getFirst();
        }
    }

    /// Conversations, or something of one.
    ///
    /// @param id decoded; empty for the shelf
    /// @param item decoded id, or null
    record Conversation(
            String id, Conversation.Part part, @Nullable String item) implements Purpose {
        /// What is asked of it, and with which methods.
        public enum Part {
            SHELF,
            WHOLE,
            ITEMS,
            ITEM;

            List<String> methods() {
                return switch (this) {
                    case SHELF -> List.of("POST");
                    case WHOLE -> List.of("GET", "POST", "DELETE");
                    case ITEMS -> List.of("GET", "POST");
                    case ITEM -> List.of("GET", "DELETE");
                };
            }
        }

        @Override
        public String method() {
            return String.join(", ", part.methods());
        }

        @Override
        public boolean takes(String asked) {
            return part.methods().contains(asked);
        }
    }

    /// A conversation made shorter by the model itself.
    record Compaction() implements Purpose {
        public static final Compaction HERE = new Compaction();

        @Override
        public String method() {
            return "POST";
        }
    }

    /// Something that a provider keeps for its customers: files, batches.
    ///
    /// @param id decoded; empty for the shelf itself
    /// @param action what is wanted of it: empty, `content`, `cancel`, or a longer path below it
    record Stored(Shelf shelf, String id, String action) implements Purpose {
        @Override
        public String method() {
            return shelf.methods(id, action);
        }

        @Override
        public boolean takes(String asked) {
            return List.of(method().split(", ", -1)).contains(asked);
        }

        /// What the thing is called where its dialect speaks of it.
        public String name() {
            return shelf.name(id);
        }
    }

    /// Whatever a provider has, passed through raw.
    ///
    /// @param provider as the caller named it
    /// @param path at the provider, as it was sent
    record Raw(String provider, String path) implements Purpose {
        @Override
        public String method() {
            return "GET, POST, PUT, PATCH, DELETE";
        }

        @Override
        public boolean takes(String asked) {
            return switch (asked) {
                case "GET", "POST", "PUT", "PATCH", "DELETE" -> true;
                default -> false;
            };
        }
    }

    /// The list of models.
    record Models() implements Purpose {
        public static final Models LIST = new Models();

        @Override
        public String method() {
            return "GET";
        }
    }

    /// One model of the list.
    ///
    /// @param id decoded
    record Model(String id) implements Purpose {
        @Override
        public String method() {
            return "GET";
        }
    }

    /// Something of this dialect that this gateway does not serve.
    ///
    /// @param instead what a caller can do, in sentences; or empty
    record Unserved(String instead) implements Purpose {
        public static final Unserved HERE = new Unserved("");

        @Override
        public String method() {
            return "POST";
        }
    }
}
