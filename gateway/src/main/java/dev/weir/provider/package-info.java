/// Speaks to one upstream: endpoint, credentials, HTTP client, and the two lanes that its answer may take.
@NullMarked
package dev.weir.provider;

import org.jspecify.annotations.NullMarked;
