/// One exchange from first byte to last: plan, attempt, fall back, meter. Knows no server.
@NullMarked
package dev.weir.route;

import org.jspecify.annotations.NullMarked;
