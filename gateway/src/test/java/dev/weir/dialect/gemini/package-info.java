/// Gemini's codec against recordings, tables and laws.
@NullMarked
package dev.weir.dialect.gemini;

import org.jspecify.annotations.NullMarked;
