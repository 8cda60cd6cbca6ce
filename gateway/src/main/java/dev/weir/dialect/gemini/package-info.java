/// Gemini `generateContent` as the provider speaks it, on the Developer API and on Vertex AI.
@NullMarked
package dev.weir.dialect.gemini;

import org.jspecify.annotations.NullMarked;
