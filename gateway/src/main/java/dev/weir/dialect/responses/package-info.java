/// OpenAI's Responses API, as clients and as providers speak it.
@NullMarked
package dev.weir.dialect.responses;

import org.jspecify.annotations.NullMarked;
