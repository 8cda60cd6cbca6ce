/// Structured answers of targets that cannot enforce a schema: checked, stripped of what stands round them, or refused.
@NullMarked
package dev.weir.shape;

import org.jspecify.annotations.NullMarked;
