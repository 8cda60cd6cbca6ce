package dev.weir;

import org.jspecify.annotations.Nullable;

/// The version that the jar's manifest says.
final class Version {
    private Version() {}

    static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
