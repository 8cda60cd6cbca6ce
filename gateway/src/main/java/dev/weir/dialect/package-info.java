/// The contracts of the wire formats, one sub-package each: codecs are pure and pushed, and know nothing of I/O.
@NullMarked
package dev.weir.dialect;

import org.jspecify.annotations.NullMarked;
