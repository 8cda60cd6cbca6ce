/// The end-to-end bench: direct, nginx and Weir in one run, in alternating rounds.
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
