package dev.weir.route;

import java.time.Duration;

/// What one exchange may hold for its caller, and for how long.
///
/// @param answer most bytes of an unstreamed answer
/// @param unread how long a caller may take nothing of what was sent, before its exchange is given up
public record Allowance(int answer, Duration unread) {}
