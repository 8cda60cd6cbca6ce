package dev.weir.config;

import dev.weir.catalog.Access;
import dev.weir.catalog.Auth;
import dev.weir.catalog.Credential;
import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.catalog.ProviderRow;
import dev.weir.catalog.Secret;
import dev.weir.catalog.Surface;
import dev.weir.config.Settings.Standing;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a provider that can be called from its row and what the user set.
final class EndpointMaker {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Z0-9_]+)}");

    private final Notes notes;
    private final CloudKeys clouds;

    EndpointMaker(Notes notes) {
        this.notes = notes;
        this.clouds = new CloudKeys(notes);
    }

    /// A provider, or nothing where something is wrong, which is noted.
    Optional<Endpoint> make(Settings settings) {
        var keys = keys(settings);
        var bases = bases(settings);
        if (keys.isEmpty() || bases.isEmpty()) {
            return Optional.empty();
        }
        var region = region(settings);
        var doors = new ArrayList<Door>();
        for (var surface : settings.row().surfaces()) {
            var base = bases.get(surface.dialect());
            if (base == null) {
                continue;
            }
            var credentials = new ArrayList<Credential>();
            for (var key : keys) {
                var credential = credential(surface.auth(), key, settings, region);
                if (credential == null) {
                    return Optional.empty();
                }
                credentials.add(credential);
            }
            doors.add(door(surface, base, settings, credentials));
        }
        return Optional.of(new Endpoint(
                        settings.id(),
                        names(settings),
                        settings.row(),
                        doors,
                        settings.models(),
                        region,
                        settings.handling(),
                        settings.deadlines())
                .taking(settings.capacity()));
    }

    private static Set<String> names(Settings settings) {
        var names = new HashSet<String>();
        names.add(settings.id());
        var at = settings.id().indexOf('@');
        if (at > 0) {
            names.add(settings.id().substring(0, at));
        }
        if (settings.standing() == Standing.BUILT_IN) {
            names.add(settings.row().id());
            names.addAll(settings.row().about().aliases());
        }
        return names;
    }

    private static Door door(Surface surface, BaseUrl base, Settings settings, List<Credential> credentials) {
        var query = new LinkedHashMap<>(surface.address().query());
        query.putAll(base.query());
        var all = new LinkedHashMap<>(surface.headers());
        all.putAll(settings.headers());
        var deployments = settings.cloud().deployments();
        return new Door(surface, base.url(), query, all, credentials, deployments);
    }

    /// What is shown, or null where something of it is missing, which is noted.
    private @Nullable Credential credential(Auth auth, String key, Settings settings, @Nullable String region) {
        if (!key.isEmpty()) {
            return switch (auth) {
                case Auth.Header header -> new Credential.Header(header.name(), new Secret(header.prefix() + key));
                case Auth.Query query -> new Credential.Query(query.name(), new Secret(key));
                case Auth.None _ -> new Credential.None();
                case Auth.SigV4 _ -> new Credential.Header("authorization", new Secret("Bearer " + key));
                case Auth.GoogleOauth _ -> new Credential.Header("x-goog-api-key", new Secret(key));
                case Auth.Azure _ -> new Credential.Header("api-key", new Secret(key));
            };
        }
        return switch (auth) {
            case Auth.Header _, Auth.Query _, Auth.None _ -> new Credential.None();
            case Auth.SigV4 aws -> clouds.aws(settings, aws.service(), region);
            case Auth.GoogleOauth _ -> clouds.google(settings);
            case Auth.Azure _ -> clouds.entra(settings);
        };
    }

    /// The region that the user says, or a variable, or the usual one; null where none is known.
    private @Nullable String region(Settings settings) {
        if (settings.region() != null) {
            return settings.region().value();
        }
        var whereabouts = settings.row().access().whereabouts();
        var found = notes.firstOf(whereabouts.regionVariables());
        return found != null ? found.value() : whereabouts.usualRegion();
    }

    /// Whether a row shows its key in a header.
    static boolean shows(ProviderRow row, String header) {
        return row.surfaces().stream().anyMatch(surface -> switch (surface.auth()) {
            case Auth.Header shown -> shown.name().equals(header);
            case Auth.Azure _ -> header.equals("api-key") || header.equals("authorization");
            case Auth.SigV4 _, Auth.GoogleOauth _ -> header.equals("authorization");
            case Auth.Query _, Auth.None _ -> false;
        });
    }

    /// The keys; one that is empty where there is none and none is needed; nothing where it is missing, which is noted.
    private List<String> keys(Settings settings) {
        if (!settings.keys().isEmpty()) {
            return settings.keys().stream().map(Text::value).distinct().toList();
        }
        var access = settings.row().access();
        var builtIn = settings.standing() == Standing.BUILT_IN;
        var found = builtIn ? notes.firstOf(access.keyVariables()) : null;
        if (found != null) {
            return List.of(found.value());
        }
        if (access.key() != Access.Key.REQUIRED) {
            return List.of("");
        }
        var variables = builtIn ? "Set " + String.join(" or ", access.keyVariables()) + ", or say" : "Say";
        notes.wrong(settings.place(), settings.path(), "there is no key", variables + " key: ${VARIABLE}");
        return List.of();
    }

    /// What a row lacks in the environment to be reached, or null.
    @Nullable
    String lacking(ProviderRow row) {
        if (notes.firstOf(row.access().urlVariables()) != null) {
            return null;
        }
        var settings = Settings.ofEnvironment(row);
        var region = region(settings);
        for (var surface : row.surfaces()) {
            var base = surface.address().base();
            var missing = missing(surface, settings, region, project(settings, base == null ? "" : base));
            if (missing != null) {
                var moved = row.access().urlVariables();
                return "its key is set, but neither " + missing + " nor " + String.join(" nor ", moved);
            }
        }
        return null;
    }

    /// What `{project}` in a template stands for, or null.
    private @Nullable String project(Settings settings, String template) {
        if (!template.contains("{project}")) {
            return null;
        }
        var said = settings.cloud().project();
        var found = notes.firstOf(settings.row().access().whereabouts().projectVariables());
        return said != null ? said.value() : found != null ? found.value() : clouds.googleProject(settings);
    }

    /// A variable that a surface's address wants and that is not set, or null.
    private @Nullable String missing(
            Surface surface, Settings settings, @Nullable String region, @Nullable String project) {
        var base = surface.address().in(region);
        var whereabouts = settings.row().access().whereabouts();
        if (base != null && base.contains("{region}") && region == null) {
            return whereabouts.regionVariables().getFirst();
        }
        if (base != null && base.contains("{project}") && project == null) {
            return whereabouts.projectVariables().getFirst();
        }
        return missing(surface);
    }

    private @Nullable String missing(Surface surface) {
        var base = surface.address().base();
        var variables = VARIABLE.matcher(base == null ? "" : base);
        while (variables.find()) {
            if (notes.variable(variables.group(1)) == null) {
                return variables.group(1);
            }
        }
        return null;
    }

    /// The addresses by dialect; empty where something is wrong, which is noted.
    private Map<String, BaseUrl> bases(Settings settings) {
        if (!settings.urls().isEmpty()) {
            var bases = new LinkedHashMap<String, BaseUrl>();
            for (var surface : settings.row().surfaces()) {
                var url = settings.urls().get(surface.dialect());
                if (url != null) {
                    parsed(url.value(), url.place(), url.path())
                            .ifPresent(base -> bases.put(surface.dialect(), complete(surface, settings, base)));
                }
            }
            return bases;
        }
        var url = settings.url();
        if (url != null) {
            return parsed(url.value(), url.place(), url.path())
                    .map(base -> moved(settings, base))
                    .orElse(Map.of());
        }
        var builtIn = settings.standing() == Standing.BUILT_IN;
        var found = builtIn ? notes.firstOf(settings.row().access().urlVariables()) : null;
        if (found != null) {
            return parsed(address(found, settings.row()), "environment", found.name())
                    .map(base -> moved(settings, base))
                    .orElse(Map.of());
        }
        return usual(settings);
    }

    /// A variable that names a host, as `OLLAMA_HOST` does, as a URL.
    private static String address(Notes.Found found, ProviderRow row) {
        var value = found.value();
        if (!found.name().endsWith("_HOST") || value.contains("://")) {
            return value;
        }
        var base = row.surfaces().getFirst().address().base();
        var port = base == null ? -1 : URI.create(base).getPort();
        var host = value.startsWith("0.0.0.0") ? "127.0.0.1" + value.substring(7) : value;
        return "http://" + host + (host.indexOf(':') < 0 && port > 0 ? ":" + port : "");
    }

    /// The dialects of a provider that was moved: all of them where the whole origin was, else the default one and
    /// those that share its address.
    private Map<String, BaseUrl> moved(Settings settings, BaseUrl base) {
        var bases = new LinkedHashMap<String, BaseUrl>();
        var surfaces = settings.row().surfaces();
        var usual = usualPath(surfaces.getFirst(), settings);
        for (var surface : surfaces) {
            var first = surface.equals(surfaces.getFirst());
            if (first || !base.hasPath() || usualPath(surface, settings).equals(usual)) {
                bases.put(surface.dialect(), complete(surface, settings, base));
            }
        }
        return bases;
    }

    private BaseUrl complete(Surface surface, Settings settings, BaseUrl base) {
        if (surface.address().base() == null && base.hasPath()) {
            return base;
        }
        return new BaseUrl(base.complete(usualPath(surface, settings)), base.query());
    }

    private String usualPath(Surface surface, Settings settings) {
        var region = region(settings);
        var base = surface.address().in(region);
        if (base == null) {
            base = surface.address().base();
        }
        if (base == null) {
            return surface.dialect().equals("gemini") ? "/v1beta" : "/v1";
        }
        var project = project(settings, base);
        if (base.contains("{project}") && project == null) {
            notes.wrong(settings.place(), settings.path(), "its project is not known", "Say project:");
        }
        var filled = filled(base, region == null ? "-" : region, project == null ? "-" : project);
        var slash = filled.indexOf('/', filled.indexOf("://") + 3);
        return slash < 0 ? "" : filled.substring(slash);
    }

    private Map<String, BaseUrl> usual(Settings settings) {
        var region = region(settings);
        var bases = new LinkedHashMap<String, BaseUrl>();
        var regions = new TreeSet<String>();
        for (var surface : settings.row().surfaces()) {
            var address = surface.address();
            regions.addAll(address.regions().keySet());
            var url = address.in(region);
            if (url == null) {
                continue;
            }
            var missing = missing(surface, settings, region, project(settings, url));
            if (missing != null) {
                notes.wrong(
                        settings.place(), settings.path(), "it is not said where it is", "Say url:, or set " + missing);
                return Map.of();
            }
            parsed(filled(url, region, project(settings, url)), settings.place(), settings.path())
                    .ifPresent(base -> bases.put(surface.dialect(), base));
        }
        if (bases.isEmpty()) {
            noAddress(settings, regions);
        }
        return bases;
    }

    private void noAddress(Settings settings, Set<String> regions) {
        var region = settings.region();
        if (region == null) {
            notes.wrong(settings.place(), settings.path(), "it is not said where it is", "Say url:");
        } else if (regions.isEmpty()) {
            notes.wrong(region, settings.row().about().name() + " has no regions here", "Say url:");
        } else {
            notes.wrong(region, "there is no region " + region.value(), "Known: " + String.join(", ", regions));
        }
    }

    private String filled(String template, @Nullable String region, @Nullable String project) {
        var placed = region == null ? template : template.replace("{region}", region);
        return filled(project == null ? placed : placed.replace("{project}", project));
    }

    /// A template with its variables put in, as far as they are set; a scheme in front of a host is left out.
    private String filled(String template) {
        return VARIABLE.matcher(template).replaceAll(match -> {
            var value = notes.variable(match.group(1));
            var plain = value == null
                    ? match.group(0)
                    : value.replaceFirst("^https?://", "").replaceFirst("/+$", "");
            return Matcher.quoteReplacement(plain);
        });
    }

    private Optional<BaseUrl> parsed(String text, Object place, String path) {
        var base = BaseUrl.parse(text);
        if (base.isEmpty()) {
            notes.wrong(
                    place, path, "no base URL", "Write it like https://host.example/v1, without a user and password");
        }
        return base;
    }

    /// Complains of providers that are this gateway itself: a request to them would come back for ever.
    void forbidLoops(List<Endpoint> endpoints, HostPort listen) {
        for (var endpoint : endpoints) {
            for (var door : endpoint.doors()) {
                var url = door.base();
                var host = url.getHost().replaceAll("[\\[\\]]", "");
                if (new HostPort(host, 0).isLoopback() && url.getPort() == listen.port() && listen.port() != 0) {
                    notes.wrong(
                            "providers",
                            endpoint.id(),
                            url + " is this gateway itself",
                            "Move one of the two; a variable such as "
                                    + String.join(
                                            " or ", endpoint.row().access().urlVariables())
                                    + " that is meant for clients must not be set here");
                    break;
                }
            }
        }
    }
}
