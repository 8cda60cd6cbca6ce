/// The root floor: `Main` and its commands, `Config`, and `Wiring`, the only place that sees everything.
@NullMarked
package dev.weir;

import org.jspecify.annotations.NullMarked;
