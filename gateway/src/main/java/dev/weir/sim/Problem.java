package dev.weir.sim;

import java.util.Optional;

/// Why a request is answered with an error; each dialect puts it into its own shape.
///
/// @param param the field that is wrong, as OpenAI names it
/// @param code OpenAI's code where it is not that of the kind
record Problem(int status, Kind kind, String message, Optional<String> param, Optional<String> code) {

    /// The kinds of error that the services tell apart.
    enum Kind {
        INVALID,
        NO_KEY,
        BAD_KEY,
        FORBIDDEN,
        NO_MODEL,
        NO_ROUTE,
        TOO_LARGE,
        RATE_LIMITED,
        CONTEXT_LENGTH,
        CONTENT_FILTER,
        INTERNAL,
        OVERLOADED,
        TIMEOUT,
        OTHER
    }

    static Problem of(int status, Kind kind, String message) {
        return new Problem(status, kind, message, Optional.empty(), Optional.empty());
    }

    static Problem invalid(String message) {
        return of(400, Kind.INVALID, message);
    }

    static Problem invalid(String param, String code, String message) {
        return new Problem(400, Kind.INVALID, message, Optional.of(param), Optional.of(code));
    }

    /// The error that a service answers with this status.
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401 -> of(status, Kind.BAD_KEY, "The API key is not valid (simulated).");
            case 403 -> of(status, Kind.FORBIDDEN, "The API key may not use this resource (simulated).");
            case 404 -> of(status, Kind.NO_ROUTE, "Not found (simulated).");
            case 408, 504 -> of(status, Kind.TIMEOUT, "The request took too long (simulated).");
            case 413 -> of(status, Kind.TOO_LARGE, "The request is too large (simulated).");
            case 429 -> of(status, Kind.RATE_LIMITED, "Rate limit reached (simulated). Please try again later.");
            case 503, 529 -> of(status, Kind.OVERLOADED, "The service is overloaded (simulated).");
            default ->
                status >= 500
                        ? of(status, Kind.INTERNAL, "The server had an error (simulated).")
                        : of(status, status == 400 ? Kind.INVALID : Kind.OTHER, "The request was refused (simulated).");
        };
    }

    /// A problem on its way to the place that writes answers.
    static final class Rejected extends RuntimeException {
        private final transient Problem problem;

        Rejected(Problem problem) {
            super(problem.message, null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    Rejected rejected() {
        return new Rejected(this);
    }
}
