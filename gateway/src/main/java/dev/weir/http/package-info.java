/// The HTTP client of one event loop: pools of kept connections, TLS, HTTP/1.1 and HTTP/2.
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
