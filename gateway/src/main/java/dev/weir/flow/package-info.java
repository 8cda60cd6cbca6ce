/// Pure flow control: state in, signal and time in, next state and decision out.
@NullMarked
package dev.weir.flow;

import org.jspecify.annotations.NullMarked;
