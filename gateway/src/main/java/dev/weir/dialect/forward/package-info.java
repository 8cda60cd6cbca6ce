/// What goes through as it came, to a provider that has it: pictures, sound, moderations, files, and the raw
/// pass-through. Only the model's name is another.
@NullMarked
package dev.weir.dialect.forward;

import org.jspecify.annotations.NullMarked;
