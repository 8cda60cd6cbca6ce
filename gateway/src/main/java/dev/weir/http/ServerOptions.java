package dev.weir.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a server is set up with.
///
/// @param maxHeaderBytes of a request's first line, and of its headers
/// @param idle after which a connection that neither reads nor writes is closed
/// @param unread after which a connection is closed whose other side takes nothing of an answer that went out
/// @param identity what the server proves itself with, or null to speak plain HTTP
public record ServerOptions(
        int maxHeaderBytes,
        Duration idle,
        Duration unread,
        @Nullable Identity identity) {
    /// PEM files.
    public record Identity(Path certificate, Path key) {}
}
