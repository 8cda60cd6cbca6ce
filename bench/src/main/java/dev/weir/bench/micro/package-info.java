/// JMH benchmarks of the hot path's pieces; bytes per operation are the stable number.
@NullMarked
package dev.weir.bench.micro;

import org.jspecify.annotations.NullMarked;
