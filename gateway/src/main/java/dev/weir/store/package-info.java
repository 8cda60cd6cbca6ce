/// Databases behind the ports that lower packages declare.
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;
