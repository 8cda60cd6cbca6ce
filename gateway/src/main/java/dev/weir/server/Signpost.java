package dev.weir.server;

import dev.weir.dialect.Paths;
import dev.weir.dialect.Purpose;
import dev.weir.http.Request;
import dev.weir.route.ClientDialect;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a request wants to go: every dialect knows its own paths; those that several share are told apart by the
/// marks that their clients bear.
final class Signpost {
    private static final String MODELS = "/v1/models";
    private static final String MODEL = MODELS + "/";

    private final ClientDialect[] dialects;

    /// @param dialects the first stands for clients without any mark
    Signpost(List<ClientDialect> dialects) {
        this.dialects = dialects.toArray(new ClientDialect[0]);
    }

    /// Where a request goes, and in which dialect it is answered.
    ///
    /// @param purpose null when the path is no dialect's
    record Errand(ClientDialect dialect, @Nullable Purpose purpose) {}

    Errand errand(Request request, String path) {
        for (ClientDialect dialect : dialects) {
            Purpose purpose = dialect.paths().at(path, request.query());
            if (purpose instanceof Purpose.Stored) {
                return stored(request, path, new Errand(dialect, purpose));
            }
            if (purpose != null) {
                return new Errand(dialect, purpose);
            }
        }
        return new Errand(asker(request), shared(path));
    }

    /// Files stand at the same path in several dialects.
    ///
    /// @param usual of clients without any mark
    private Errand stored(Request request, String path, Errand usual) {
        for (ClientDialect dialect : dialects) {
            if (dialect.paths().at(path, request.query()) instanceof Purpose.Stored stored
                    && dialect.paths().areUsedBy(request::header)) {
                return new Errand(dialect, stored);
            }
        }
        return usual;
    }

    private static @Nullable Purpose shared(String path) {
        if (path.equals(MODELS)) {
            return Purpose.Models.LIST;
        }
        return path.startsWith(MODEL) ? new Purpose.Model(Paths.decoded(path.substring(MODEL.length()))) : null;
    }

    /// The dialect of whoever asks at a path that is nobody's own.
    private ClientDialect asker(Request request) {
        for (ClientDialect dialect : dialects) {
            if (dialect.paths().areUsedBy(request::header)) {
                return dialect;
            }
        }
        return dialects[0];
    }

    /// All that is served, for a caller who asked for something else.
    String served() {
        return List.of(dialects).stream()
                .map(dialect -> dialect.paths().served())
                .collect(Collectors.joining(
                        ", ", "This gateway serves ", ", GET /v1/models and GET /v1/models/{model}."));
    }
}
