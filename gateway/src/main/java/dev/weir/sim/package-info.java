/// The simulated providers: servers that speak OpenAI Chat, Anthropic Messages and Gemini as the real services do.
///
/// Written from the providers' documents and from recordings, and on purpose without the gateway's own codecs, so
/// that a misreading of a wire format cannot hide by being made twice.
@NullMarked
package dev.weir.sim;

import org.jspecify.annotations.NullMarked;
