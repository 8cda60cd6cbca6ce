package dev.weir.route;

import dev.weir.chat.Part.MediaKind;
import dev.weir.dialect.Json;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The facts of a past request, and which of them somebody asked for that the log does not tell: those are taken for
/// nothing.
final class PastFacts implements Facts {
    private final PastRequest request;
    private final JsonNode asked;
    private final Set<String> untold = new TreeSet<>();

    PastFacts(PastRequest request) {
        this.request = request;
        this.asked = request.asked();
    }

    /// Facts that were asked for and are not known, as conditions name them.
    Set<String> untold() {
        return untold;
    }

    /// A body that says of routing what the request's said.
    byte[] guiding() {
        ObjectNode body = Json.object();
        for (String name : new String[] {"models", "fallbacks", "provider"}) {
            if (asked.has(name)) {
                body.set(name, asked.get(name));
            }
        }
        return Json.bytes(body);
    }

    /// The headers that spoke to the gateway.
    Heads heads() {
        Map<String, String> ours = new HashMap<>();
        asked.path("headers").properties().forEach(header -> {
            if (header.getKey().startsWith(Imprint.OURS)) {
                ours.put(header.getKey(), header.getValue().asString(""));
            }
        });
        return Heads.of(ours);
    }

    private JsonNode told(String name) {
        if (!asked.has(name)) {
            untold.add(name);
        }
        return asked.path(name);
    }

    @Override
    public String model() {
        return request.model();
    }

    @Override
    public String dialect() {
        return request.dialect();
    }

    @Override
    public boolean streamed() {
        return request.streamed();
    }

    /// What the gateway guessed, else what the provider counted.
    @Override
    public long tokens() {
        if (request.usage() != null && !asked.has("tokens")) {
            return request.usage().input().total();
        }
        return told("tokens").asLong(0);
    }

    @Override
    public @Nullable Integer maxTokens() {
        if (!asked.has("tools")) {
            untold.add("max_tokens");
        }
        return asked.has("max_tokens") ? asked.path("max_tokens").asInt(0) : null;
    }

    @Override
    public int tools() {
        return told("tools").asInt(0);
    }

    @Override
    public int images() {
        return told("images").asInt(0);
    }

    @Override
    public Set<MediaKind> media() {
        Set<MediaKind> kinds = EnumSet.noneOf(MediaKind.class);
        for (JsonNode kind : told("media")) {
            for (MediaKind one : MediaKind.values()) {
                if (one.name().toLowerCase(Locale.ROOT).equals(kind.asString(""))) {
                    kinds.add(one);
                }
            }
        }
        return kinds;
    }

    @Override
    public boolean structured() {
        return told("structured").asBoolean(false);
    }

    @Override
    public Map<String, String> headers() {
        return new Told("headers");
    }

    @Override
    public Map<String, String> metadata() {
        return new Told("metadata");
    }

    @Override
    public String key() {
        return request.key();
    }

    @Override
    public String team() {
        return "";
    }

    @Override
    public Instant at() {
        return request.at();
    }

    /// The digest of the first words stands for them.
    @Override
    public String opening() {
        String digest = told("conversation").asString("");
        return digest.isEmpty() ? request.id() : digest;
    }

    /// What the log tells of headers or metadata. A name that it does not speak of may have been there.
    private final class Told extends AbstractMap<String, String> {
        private final String member;
        private final Map<String, String> values = new TreeMap<>();

        private Told(String member) {
            this.member = member;
            asked.path(member).properties().forEach(one -> {
                if (!one.getValue().isNull()) {
                    values.put(one.getKey(), one.getValue().asString(""));
                }
            });
        }

        private void look(Object name) {
            if (!asked.path(member).has(String.valueOf(name))
                    && !String.valueOf(name).startsWith(Imprint.OURS)) {
                untold.add(member + "[" + name + "]");
            }
        }

        @Override
        public boolean containsKey(Object name) {
            look(name);
            return values.containsKey(name);
        }

        @Override
        public @Nullable String get(Object name) {
            look(name);
            return values.get(name);
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return values.entrySet();
        }
    }
}
