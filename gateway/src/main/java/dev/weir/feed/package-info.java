/// Lists of models that others publish: read, and compared with what the catalog has.
@NullMarked
package dev.weir.feed;

import org.jspecify.annotations.NullMarked;
