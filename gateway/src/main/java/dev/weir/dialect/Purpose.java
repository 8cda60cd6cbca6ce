package dev.weir.dialect;

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
