package dev.weir.dialect;

import java.util.List;

/// What a path at the front door is for.
public sealed interface Purpose {
    /// The method that it is asked with.
    String method();

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
    record Kept(String id, Part part) implements Purpose {
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

    /// A conversation made shorter by the model itself.
    record Compaction() implements Purpose {
        public static final Compaction HERE = new Compaction();

        @Override
        public String method() {
            return "POST";
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
    record Unserved() implements Purpose {
        public static final Unserved HERE = new Unserved();

        @Override
        public String method() {
            return "POST";
        }
    }
}
