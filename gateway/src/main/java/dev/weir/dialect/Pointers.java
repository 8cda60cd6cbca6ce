package dev.weir.dialect;

/// JSON pointers (RFC 6901).
public final class Pointers {
    private Pointers() {}

    /// A member's name as it stands in a pointer.
    public static String escaped(String name) {
        return name.indexOf('~') < 0 && name.indexOf('/') < 0
                ? name
                : name.replace("~", "~0").replace("/", "~1");
    }
}
