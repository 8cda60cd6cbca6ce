package dev.weir;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.Meter;
import dev.weir.catalog.ModelFacts;
import dev.weir.config.CatalogFile;
import dev.weir.config.Config;
import dev.weir.config.Environment;
import dev.weir.feed.Feed;
import dev.weir.feed.Revision;
import dev.weir.feed.Revision.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `weir catalog`: what is done with the list of models.
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Bring the list of models up to date. `weir models` shows it.",
        subcommands = CatalogCommand.Update.class)
final class CatalogCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing: update.");
    }

    /// `weir catalog update`: shows what a newer list changes, and puts it over the built-in one.
    @Command(
            name = "update",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Show what a newer list of models changes, and with --apply put it over the built-in one.",
                "",
                "The list is one of models.dev (api.json) or LiteLLM (model_prices_and_context_window.json), as a file"
                        + " or a URL. What it does not say stays as it is. It is kept in the data directory; a gateway reads"
                        + " it when it starts or reloads. To go back, remove the file."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  weir catalog update models.dev                shows what https://models.dev/api.json changes",
                "  weir catalog update models.dev --apply        ... and writes it",
                "  weir catalog update litellm --prices          only prices of models that are known already",
                "  weir catalog update api.json --provider groq  from a file, of one provider"
            })
    static final class Update implements Callable<Integer> {
        private static final Map<String, String> KNOWN = Map.of(
                "models.dev", "https://models.dev/api.json",
                "litellm",
                        "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json");
        private static final Duration PATIENCE = Duration.ofSeconds(60);

        private final Map<String, String> environment;
        private final InstantSource clock;

        @Mixin
        ConfigOption config = new ConfigOption();

        @Parameters(paramLabel = "LIST", description = "A file, a URL, or models.dev or litellm for theirs")
        String list = "";

        @Option(names = "--apply", description = "Write it; else nothing is written")
        boolean apply;

        @Option(names = "--provider", paramLabel = "ID", description = "Only this provider's models")
        @Nullable
        String provider;

        @Option(names = "--prices", description = "Only prices of models that are known already")
        boolean prices;

        Update() {
            this(Environment.read(), InstantSource.system());
        }

        Update(Map<String, String> environment, InstantSource clock) {
            this.environment = environment;
            this.clock = clock;
        }

        @Override
        public Integer call() {
            var code = config.read(environment).map(this::update).orElse(1);
            config.out().flush();
            return code;
        }

        private int update(Config settings) {
            var catalog = settings.catalog();
            var row = provider == null ? null : catalog.row(provider).orElse(null);
            if (provider != null && row == null) {
                return sorry("There is no provider " + provider + "."
                        + catalog.suggest(provider)
                                .map(near -> " Did you mean `" + near + "`?")
                                .orElse(""));
            }
            try {
                var where = KNOWN.getOrDefault(list, list);
                var day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
                var feed = Feed.read(document(where), name(where), day, catalog);
                return show(row == null ? feed : feed.only(row.id()), settings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return sorry("It was interrupted.");
            } catch (IOException | IllegalArgumentException e) {
                return sorry("The list " + list + " cannot be used: " + e.getMessage());
            }
        }

        private int sorry(String why) {
            config.err().println(why);
            config.err().flush();
            return 1;
        }

        /// A file by its name alone: the folders of this machine are nobody's business.
        private static String name(String where) {
            return isUrl(where) ? where : Path.of(where).getFileName().toString();
        }

        private static boolean isUrl(String where) {
            return where.startsWith("https://") || where.startsWith("http://");
        }

        private static byte[] document(String where) throws IOException, InterruptedException {
            if (!isUrl(where)) {
                var file = Path.of(where);
                if (!Files.isReadable(file)) {
                    throw new IOException("there is no such file");
                }
                if (Files.size(file) > Feed.MOST_BYTES) {
                    throw new IOException("it is larger than " + Feed.MOST_BYTES + " bytes");
                }
                return Files.readAllBytes(file);
            }
            var url = URI.create(where);
            if (url.getScheme().equals("http") && !isLoopback(url)) {
                throw new IOException("prices are fetched over https, for others could change them on the way");
            }
            try (var client = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build()) {
                var answer = client.send(
                        HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), Feed.MOST_BYTES));
                return body(answer);
            }
        }

        private static byte[] body(HttpResponse<byte[]> answer) throws IOException {
            if (answer.statusCode() != 200) {
                throw new IOException("it was answered with status " + answer.statusCode());
            }
            return answer.body();
        }

        private static boolean isLoopback(URI url) throws UnknownHostException {
            return url.getHost() != null && InetAddress.getByName(url.getHost()).isLoopbackAddress();
        }

        private int show(Feed feed, Config settings) throws IOException {
            var out = config.out();
            var catalog = settings.catalog();
            var revision = Revision.of(feed, catalog, prices ? Scope.PRICES : Scope.EVERYTHING);
            out.println(feed.source().name() + ": " + feed.size() + " models of "
                    + feed.models().size() + " providers; left out: "
                    + feed.strangers().size()
                    + " providers that Weir does not know.");
            feed.refused().forEach(entry -> out.println("! " + entry));
            revision.changes().forEach(change -> show(change, out));
            var fresh = revision.changes().stream()
                    .filter(change -> change.before() == null)
                    .count();
            out.println(fresh + " models are new, " + (revision.changes().size() - fresh) + " change.");
            if (revision.changes().isEmpty()) {
                return 0;
            }
            if (apply) {
                write(revision, catalog, settings.data());
                out.println(
                        "Written to " + CatalogFile.in(settings.data()) + ". A gateway that runs reads it on SIGHUP.");
            } else {
                out.println("Nothing was written: --apply does.");
            }
            return 0;
        }

        private static void show(Revision.Change change, PrintWriter out) {
            if (change.before() == null) {
                out.println("+ " + change.name() + summary(change.after()));
            } else {
                out.println("~ " + change.name());
                change.differences().forEach((what, how) -> out.println("    " + what + ": " + how));
            }
        }

        private static String summary(ModelFacts facts) {
            var rates = facts.prices().usual();
            var in = rates.of(Meter.INPUT);
            var out = rates.of(Meter.OUTPUT);
            return (facts.limits().context() == null
                            ? ""
                            : ", context " + facts.limits().context())
                    + (in == null ? "" : ", input " + Meter.INPUT.shown(in) + " USD")
                    + (out == null ? "" : ", output " + Meter.OUTPUT.shown(out) + " USD");
        }

        private static void write(Revision revision, Catalog catalog, Path data) throws IOException {
            var text = revision.text(catalog);
            Catalog.check(text);
            CatalogFile.write(data, text);
        }
    }
}
