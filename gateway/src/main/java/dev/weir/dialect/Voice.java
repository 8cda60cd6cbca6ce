package dev.weir.dialect;

import dev.weir.chat.Failure;

/// How a dialect tells its clients of failures.
public interface Voice {
    String dialect();

    ErrorReply error(Failure failure);
}
