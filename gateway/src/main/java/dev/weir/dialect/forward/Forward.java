package dev.weir.dialect.forward;

import dev.weir.dialect.Headers;
import dev.weir.dialect.Paths;
import dev.weir.dialect.PlainUsage.Written;
import dev.weir.dialect.Purpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One endpoint of OpenAI's API whose requests go through as they came.
///
/// @param dialect that a provider must speak
/// @param path at the front door, and, without `/v1`, below a provider's base URL
/// @param usual model of a request that names none, or null where it must name one
/// @param input the request's field that holds what is worked on
/// @param written what answers are made of
public record Forward(String dialect, String path, @Nullable String usual, String input, Written written)
        implements Paths {
    private static final String MODERATIONS = "openai-moderations";
    private static final String VERSION = "/v1";

    /// All of them.
    public static final List<Forward> ALL = List.of(
            new Forward(MODERATIONS, "/v1/moderations", "omni-moderation-latest", "input", Written.TEXT),
            new Forward("openai-images", "/v1/images/generations", null, "prompt", Written.PICTURES),
            new Forward("openai-images", "/v1/images/edits", null, "prompt", Written.PICTURES),
            new Forward("openai-images", "/v1/images/variations", null, "image", Written.PICTURES),
            new Forward("openai-speech", "/v1/audio/speech", null, "input", Written.SOUND),
            new Forward("openai-transcriptions", "/v1/audio/transcriptions", null, "file", Written.TEXT),
            new Forward("openai-transcriptions", "/v1/audio/translations", null, "file", Written.TEXT));

    @Override
    public @Nullable Purpose at(String asked, @Nullable String query) {
        return asked.equals(path) ? Purpose.Form.BY_BODY : null;
    }

    @Override
    public boolean areUsedBy(Headers headers) {
        return false;
    }

    @Override
    public String served() {
        return "POST " + path;
    }

    /// Whether asking twice changes nothing and costs little.
    boolean isRepeatable() {
        return dialect.equals(MODERATIONS);
    }

    /// Below a base URL.
    String below() {
        return path.substring(VERSION.length());
    }
}
