/// What the user set: file, environment and flags, read into one immutable tree.
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
