/// What is kept for callers between their requests: whose a provider's ids are, answers that a target cannot keep, and
/// reasoning that a client has no field for. Declares the port to where it is kept.
@NullMarked
package dev.weir.vault;

import org.jspecify.annotations.NullMarked;
