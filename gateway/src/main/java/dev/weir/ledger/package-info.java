/// Who may spend what: the callers' keys and what each may use.
@NullMarked
package dev.weir.ledger;

import org.jspecify.annotations.NullMarked;
