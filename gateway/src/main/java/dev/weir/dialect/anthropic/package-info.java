/// Anthropic Messages as the provider speaks it: requests out, answers, streams and errors in.
@NullMarked
package dev.weir.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
