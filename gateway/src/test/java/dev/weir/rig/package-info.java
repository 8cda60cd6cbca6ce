/// What tests of the whole gateway stand on: an upstream that does exactly what a script says, and a gateway in
/// process.
@NullMarked
package dev.weir.rig;

import org.jspecify.annotations.NullMarked;
