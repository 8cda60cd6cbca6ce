package dev.weir.chat;

/// Who speaks a turn. `TOOL` is the application handing back results of tool calls.
public enum Role {
    SYSTEM,
    DEVELOPER,
    USER,
    ASSISTANT,
    TOOL
}
