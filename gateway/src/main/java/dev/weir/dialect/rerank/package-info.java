/// Documents in the order of their relevance: requests and answers of Cohere, Jina and Voyage, between one another
/// through a canonical form.
@NullMarked
package dev.weir.dialect.rerank;

import org.jspecify.annotations.NullMarked;
