package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Weir, started as users start it: a configuration with a client key, its log in a file.
final class Gateway {
    private Gateway() {}

    static Running start(Path root, Path folder, Ports ports) throws IOException {
        Path config = folder.resolve("weir.yaml");
        Files.writeString(config, """
                providers:
                  plain: { like: openai-compatible, url: "http://127.0.0.1:%d/v1", key: bench }
                  streams: { like: openai-compatible, url: "http://127.0.0.1:%d/v1", key: bench }
                  claude: { like: anthropic-compatible, url: "http://127.0.0.1:%d", key: bench }
                  claude-streams: { like: anthropic-compatible, url: "http://127.0.0.1:%d", key: bench }
                keys:
                  - { name: bench, key: %s }
                """.formatted(
                        ports.plainUpstream(),
                        ports.streamUpstream(),
                        ports.plainUpstream(),
                        ports.streamUpstream(),
                        Exchange.KEY));
        return Running.start(
                "weir",
                folder,
                folder.resolve("weir.log"),
                Map.of(),
                List.of(
                        root.resolve("weir").toString(),
                        "serve",
                        "--config",
                        config.toString(),
                        "--listen",
                        "127.0.0.1:" + ports.weir(),
                        "--admin",
                        "127.0.0.1:" + ports.weirAdmin(),
                        "--data",
                        folder.resolve("data").toString()));
    }
}
