/// OpenAI's wire formats: Chat Completions as clients and as OpenAI-compatible providers speak it.
@NullMarked
package dev.weir.dialect.openai;

import org.jspecify.annotations.NullMarked;
