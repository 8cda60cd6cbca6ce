package dev.weir.route;

import dev.weir.catalog.Door;
import dev.weir.catalog.Endpoint;
import dev.weir.chat.Failure;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// By which door a request of a client's dialect goes in at a target.
///
/// @param chats dialects of chats that there are provider codecs for
/// @param others by client dialect that is no dialect of chats: the provider dialects that it reaches, its own first
public record Doors(Set<String> chats, Map<String, List<String>> others) {
    private static final int MOST_NAMED = 12;

    public Doors {
        chats = Set.copyOf(chats);
        others = Map.copyOf(others);
    }

    /// With what these client dialects reach.
    public static Doors of(Set<String> chats, Collection<ClientDialect> clients) {
        Map<String, List<String>> others = new LinkedHashMap<>();
        for (ClientDialect client : clients) {
            switch (client.across()) {
                case ClientDialect.Across.Chat _ -> {}
                case ClientDialect.Across.Never _ -> others.put(client.id(), List.of(client.id()));
                case ClientDialect.Across.Bridged bridged ->
                    others.put(
                            client.id(),
                            Stream.concat(Stream.of(client.id()), bridged.bridge().dialects().stream())
                                    .distinct()
                                    .toList());
            }
        }
        return new Doors(chats, others);
    }

    /// Whether a dialect's answers take as long as those of a model that thinks out of sight: what is no chat says
    /// nothing while it works.
    boolean arePatient(String clientDialect) {
        return others.containsKey(clientDialect);
    }

    /// The door, or null where there is none: the client's own dialect where the target speaks it, else the first that
    /// its requests can be put into.
    @Nullable
    Door door(Target target, String clientDialect) {
        if (clientDialect.equals(Door.RAW)) {
            return target.endpoint().whole(target.model());
        }
        List<String> reached = others.get(clientDialect);
        if (reached != null) {
            for (String dialect : reached) {
                Door door = target.endpoint().door(dialect).orElse(null);
                if (door != null) {
                    return door;
                }
            }
            return null;
        }
        List<Door> doors = target.endpoint().doors(target.model());
        for (Door door : doors) {
            if (door.dialect().equals(clientDialect)) {
                return door;
            }
        }
        for (Door door : doors) {
            if (door.surface().also().contains(clientDialect)) {
                return door.as(clientDialect);
            }
        }
        for (Door door : doors) {
            if (chats.contains(door.dialect())) {
                return door;
            }
        }
        return null;
    }

    /// Why a target has no door.
    String lack(String clientDialect) {
        return others.containsKey(clientDialect)
                ? "it does not speak " + clientDialect
                : "it speaks no dialect that this version translates to";
    }

    /// Says that no target of a model has a door, and whose models have one.
    Failure none(String model, Target first, String clientDialect, Directory directory) {
        List<String> reached = others.get(clientDialect);
        if (reached == null) {
            return new Failure.Unsupported(
                    "No target of the model `" + model + "` can be asked: " + first.name() + ": " + lack(clientDialect)
                            + ".",
                    "model");
        }
        return new Failure.Unsupported(
                "The model `" + model + "` is at the provider `"
                        + first.endpoint().id() + "`, which does not speak " + clientDialect + ". "
                        + who(directory.serving(reached)),
                "model");
    }

    /// Whose models can what is asked for.
    public static String who(Directory.Serving serving) {
        List<String> on = serving.on().stream().map(Endpoint::id).toList();
        List<String> off = serving.off();
        String here = on.isEmpty()
                ? "No provider that is switched on here can."
                : "These can, of the providers that are switched on here: " + String.join(", ", on) + ".";
        return off.isEmpty()
                ? here
                : here + " These could be switched on: "
                        + String.join(", ", off.subList(0, Math.min(MOST_NAMED, off.size()))) + ".";
    }
}
