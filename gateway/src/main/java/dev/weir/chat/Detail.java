package dev.weir.chat;

/// What may stand beside the meaning of a turn, a part or a tool, which every dialect writes in a place of its own.
public enum Detail {
    /// A tool's parameters.
    SCHEMA("/function/parameters"),
    /// Whether a tool's arguments must follow them.
    STRICT("/function/strict"),
    /// The grammar of a tool's free text.
    FORMAT("/custom/format"),
    CACHE("/cache_control"),
    /// Of a participant or a file.
    NAME("/name"),
    SEAL("/seal"),
    CITATIONS("/annotations"),
    /// That a tool failed.
    ERROR("/is_error");

    private final String path;

    Detail(String path) {
        this.path = path;
    }

    /// JSON pointer, below what it stands on, where nobody wrote it.
    public String path() {
        return path;
    }
}
