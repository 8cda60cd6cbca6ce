/// The HTTP front door: client endpoints, authentication, metrics, health.
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
