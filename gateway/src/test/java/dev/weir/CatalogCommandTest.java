package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.config.CatalogFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `weir catalog update`, as it is typed.
class CatalogCommandTest {
    private static final InstantSource DAY = InstantSource.fixed(Instant.parse("2026-12-01T10:00:00Z"));
    private static final String LIST = """
            {"openai": {"models": {
              "gpt-4o": {"cost": {"input": 2, "output": 8}},
              "gpt-9": {"limit": {"context": 400000}, "cost": {"input": 1.25, "output": 10}}}},
             "groq": {"models": {"new/one": {}}}}
            """;

    @TempDir
    private Path folder = Path.of("");

    private record Ran(int code, String out, String err) {}

    private Ran update(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var environment = Map.of("OPENAI_API_KEY", "k", "WEIR_DATA", folder.toString());
        var code = new CommandLine(new CatalogCommand.Update(environment, DAY))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    private String list() throws IOException {
        return Files.writeString(folder.resolve("api.json"), LIST).toString();
    }

    @Test
    void whatWouldChangeIsShownAndNothingIsWritten() throws IOException {
        var ran = update(list());
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .containsExactly(
                        "models.dev (api.json): 3 models of 2 providers; left out: 0 providers that Weir does not know.",
                        "+ groq/new/one",
                        "~ openai/gpt-4o",
                        "    price of input: 2.5 USD for a million tokens → 2 USD for a million tokens",
                        "    price of output: 10 USD for a million tokens → 8 USD for a million tokens",
                        "    price of cache-read: 1.25 USD for a million tokens → not known",
                        "    price of input, batch: 1.25 USD for a million tokens → not known",
                        "    price of output, batch: 5 USD for a million tokens → not known",
                        "    price of input, priority: 4.25 USD for a million tokens → not known",
                        "    price of output, priority: 17 USD for a million tokens → not known",
                        "    price of cache-read, priority: 2.125 USD for a million tokens → not known",
                        "+ openai/gpt-9, context 400000, input 1.25 USD, output 10 USD",
                        "2 models are new, 1 change.",
                        "Nothing was written: --apply does.");
        assertThat(CatalogFile.in(folder)).doesNotExist();
    }

    @Test
    void whatIsAppliedIsReadByTheNextCommandAndChangesNothingTwice() throws IOException {
        assertThat(update(list(), "--apply").out()).contains("Written to " + CatalogFile.in(folder));
        assertThat(update(list(), "--apply").out()).contains("0 models are new, 0 change.");
        assertThat(update(list(), "--apply").out()).doesNotContain("Written");
        var out = new StringWriter();
        new CommandLine(new ModelsCommand(Map.of("OPENAI_API_KEY", "k", "WEIR_DATA", folder.toString())))
                .setOut(new PrintWriter(out))
                .execute("openai/gpt-9");
        assertThat(out.toString())
                .contains("price of input", "1.25 USD")
                .contains("models.dev (api.json), as of 2026-12-01");
    }

    @Test
    void oneProviderOrPricesAloneMayBeTaken() throws IOException {
        assertThat(update(list(), "--provider", "groq").out())
                .contains("+ groq/new/one")
                .doesNotContain("openai/");
        assertThat(update(list(), "--prices").out()).contains("~ openai/gpt-4o").doesNotContain("+ ");
        assertThat(update(list(), "--provider", "grok2"))
                .isEqualTo(new Ran(1, "", "There is no provider grok2. Did you mean `grok`?\n"));
    }

    @Test
    void aListIsFetched() throws IOException {
        var asked = new ArrayList<String>();
        var server = server(200, LIST, asked);
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api.json";
            assertThat(update(url).out()).startsWith("models.dev (" + url + "): 3 models");
            assertThat(asked).containsExactly("/api.json");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aListThatCannotBeHadIsToldWithItsReason() throws IOException {
        var server = server(503, "", new ArrayList<>());
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api.json";
            assertThat(update(url))
                    .isEqualTo(
                            new Ran(1, "", "The list " + url + " cannot be used: it was answered with status 503\n"));
        } finally {
            server.stop(0);
        }
        assertThat(update("nowhere.json").err()).contains("there is no such file");
        assertThat(update("http://192.0.2.1/api.json").err()).contains("over https");
        assertThat(update(Files.writeString(folder.resolve("x.json"), "{").toString())
                        .err())
                .contains("cannot be used");
        assertThat(update(Files.writeString(folder.resolve("x.json"), "{}").toString())
                        .err())
                .contains("neither");
    }

    private static HttpServer server(int status, String body, List<String> asked) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }
}
