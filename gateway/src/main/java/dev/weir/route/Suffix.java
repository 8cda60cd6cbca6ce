package dev.weir.route;

import dev.weir.route.Directory.Resolution;
import org.jspecify.annotations.Nullable;

/// What a name says behind its model: `:floor` is the cheapest provider of it, `:nitro` the one that speaks fastest. A
/// suffix is one only where the full name is not known, and where the model without it is.
///
/// @param model without it
record Suffix(String model, Sort sort) {
    static @Nullable Suffix of(String name, Directory directory) {
        Sort sort = name.endsWith(":floor") ? Sort.PRICE : name.endsWith(":nitro") ? Sort.THROUGHPUT : null;
        if (sort == null) {
            return null;
        }
        String model = name.substring(0, name.lastIndexOf(':'));
        return isKnown(name, directory) || !isKnown(model, directory) ? null : new Suffix(model, sort);
    }

    private static boolean isKnown(String name, Directory directory) {
        return directory.resolve(name) instanceof Resolution.Found found
                && (!found.model().isFixed() || isKnown(found.targets().getFirst(), directory));
    }

    private static boolean isKnown(Target target, Directory directory) {
        return directory.known(target).isPresent()
                || target.endpoint().models().contains(target.model())
                || target.endpoint().row().id().equals("openrouter");
    }

    Resolution.Found of(Resolution.Found found) {
        return new Resolution.Found(found.model(), found.how(), sort);
    }
}
