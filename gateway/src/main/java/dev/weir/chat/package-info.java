/// The canonical model: what every dialect is decoded to and encoded from. Pure records and sealed types.
@NullMarked
package dev.weir.chat;

import org.jspecify.annotations.NullMarked;
