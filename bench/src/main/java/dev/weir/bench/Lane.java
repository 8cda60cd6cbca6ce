package dev.weir.bench;

/// A way through the gateway, with the request that takes it and what it may cost.
public enum Lane {
    PLAIN("plain", "plain, same lane", Shape.PLAIN, "plain", 2.0),
    STREAM("stream", "34 events, same lane", Shape.STREAMED, "streams", 2.0),
    CROSS("cross", "plain, OpenAI client, Anthropic upstream", Shape.PLAIN, "claude", 3.0),
    CROSS_STREAM("cross-stream", "34 events, OpenAI client, Anthropic upstream", Shape.STREAMED, "claude-streams", 3.0);

    /// Whether the answer comes as one body or as an event stream.
    enum Shape {
        PLAIN,
        STREAMED
    }

    private final String id;
    private final String title;
    private final Shape shape;
    private final String provider;
    private final double bound;

    Lane(String id, String title, Shape shape, String provider, double bound) {
        this.id = id;
        this.title = title;
        this.shape = shape;
        this.provider = provider;
        this.bound = bound;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Shape shape() {
        return shape;
    }

    /// The provider's name in Weir's configuration.
    String provider() {
        return provider;
    }

    /// Most CPU time of Weir per request, in multiples of nginx's on [#reference()].
    double bound() {
        return bound;
    }

    /// The lane on which nginx is measured for comparison: it can only pass bytes on.
    Lane reference() {
        return switch (this) {
            case PLAIN, CROSS -> PLAIN;
            case STREAM, CROSS_STREAM -> STREAM;
        };
    }

    /// What wrk keeps open at once.
    int connections() {
        return switch (shape) {
            case PLAIN -> 32;
            case STREAMED -> 10;
        };
    }
}
