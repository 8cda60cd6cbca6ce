/// Providers and models as data: rows are read from streams of bytes into one immutable snapshot.
@NullMarked
package dev.weir.catalog;

import org.jspecify.annotations.NullMarked;
