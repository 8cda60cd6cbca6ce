/// Bytes: server-sent events, JSON probed and spliced in place, size limits. Knows no dialect.
@NullMarked
package dev.weir.wire;

import org.jspecify.annotations.NullMarked;
