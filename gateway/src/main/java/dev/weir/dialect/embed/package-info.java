/// Vectors of texts and pictures: requests and answers of OpenAI, Gemini, Cohere, Voyage and Jina, between one another
/// through a canonical form.
@NullMarked
package dev.weir.dialect.embed;

import org.jspecify.annotations.NullMarked;
