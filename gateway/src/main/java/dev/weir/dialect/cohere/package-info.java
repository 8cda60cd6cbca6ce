/// Cohere's Chat API, version 2, as clients and providers speak it.
@NullMarked
package dev.weir.dialect.cohere;

import org.jspecify.annotations.NullMarked;
