package dev.weir.provider;

import dev.weir.dialect.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// The token that `aws sso login` left in a file, `{"accessToken", "expiresAt", …}`: it is only read, never renewed.
final class SignOnToken {
    private static final String AGAIN = ". Sign on: aws sso login";

    private SignOnToken() {}

    /// @throws IOException where there is none, or it is over
    static String read(String file, Instant now) throws IOException {
        JsonNode node;
        try {
            node = Json.readOrNull(Files.readString(Path.of(file)));
        } catch (IOException | InvalidPathException e) {
            throw new IOException("nobody has signed on: there is no " + file + AGAIN, e);
        }
        String token = node == null ? "" : node.path("accessToken").asString("");
        if (node == null || token.isEmpty()) {
            throw new IOException("there is no token in " + file + AGAIN);
        }
        if (isOver(node.path("expiresAt").asString(""), now)) {
            throw new IOException(
                    "the sign-on is over since " + node.path("expiresAt").asString("") + AGAIN);
        }
        return token;
    }

    /// Older versions of AWS' command line wrote `UTC` for `Z`. A time that cannot be read is the portal's to judge.
    private static boolean isOver(String time, Instant now) {
        try {
            return !now.isBefore(Instant.parse(time.replace("UTC", "Z")));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
