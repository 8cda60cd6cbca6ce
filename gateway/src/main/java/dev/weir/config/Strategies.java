package dev.weir.config;

import dev.weir.route.Strategy;
import dev.weir.route.Ways;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The strategies that a configuration may name: the built-in ones, and those of the user's that `ServiceLoader` finds
/// on the class path and in the jars under `plugins`.
final class Strategies {
    private final Map<String, Strategy> own = new LinkedHashMap<>();

    private Strategies() {}

    static Strategies read(Notes notes, Values values, Section root) {
        var strategies = new Strategies();
        var jars = new ArrayList<URL>();
        for (var jar : root.texts("plugins")) {
            var path = values.resolved(jar);
            if (Files.isReadable(path)) {
                url(path, jars);
            } else {
                notes.wrong(jar, "there is no readable file " + path, "Name a jar, or a folder of classes");
            }
        }
        if (jars.isEmpty()) {
            return strategies;
        }
        // Never closed: its classes may be needed for as long as a request of this configuration is under way.
        var loader = new URLClassLoader(jars.toArray(new URL[0]), Strategy.class.getClassLoader());
        try {
            for (var strategy : ServiceLoader.load(Strategy.class, loader)) {
                strategies.add(strategy, notes, root);
            }
        } catch (ServiceConfigurationError e) {
            notes.wrong(root.place("plugins"), "plugins", String.valueOf(e.getMessage()), "Repair or remove the jar");
        }
        return strategies;
    }

    private static void url(Path path, List<URL> jars) {
        try {
            jars.add(path.toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a path has a URL: " + path, e);
        }
    }

    private void add(Strategy strategy, Notes notes, Section root) {
        if (Ways.named(strategy.id()) != null || own.putIfAbsent(strategy.id(), strategy) != null) {
            notes.wrong(
                    root.place("plugins"),
                    "plugins",
                    strategy.getClass().getName() + " is one more strategy of the name " + strategy.id(),
                    "Give it a name of its own");
        }
    }

    @Nullable
    Strategy named(String id) {
        var builtIn = Ways.named(id);
        return builtIn == null ? own.get(id) : builtIn;
    }

    List<String> names() {
        var names = new ArrayList<String>();
        for (var way : Ways.values()) {
            names.add(way.id());
        }
        names.addAll(own.keySet());
        return names;
    }
}
