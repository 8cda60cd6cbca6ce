package dev.weir.dialect;

import dev.weir.chat.Extras;
import dev.weir.chat.Marks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How closely a picture is to be looked at, which OpenAI's two dialects say in the same words (`auto`, `low`, `high`,
/// `original`) in different places.
///
/// @param word or null where nothing is said
/// @param rest what the picture carries beside it
public record ImageDetail(@Nullable String word, Marks rest) {
    private static final String DETAIL = "detail";
    private static final String CHAT = "image_url";

    public static ImageDetail of(Marks marks) {
        Extras extras = marks.extras();
        Map<String, JsonNode> left = new LinkedHashMap<>(extras.fields());
        String word = null;
        JsonNode said = left.get(DETAIL);
        if (extras.owner().equals("openai-responses") && said != null && said.isString()) {
            word = said.stringValue();
            left.remove(DETAIL);
        } else if (extras.owner().equals("openai-chat")
                && left.get(CHAT) instanceof ObjectNode inner
                && inner.path(DETAIL).isString()) {
            ObjectNode others = inner.deepCopy();
            word = others.remove(DETAIL).stringValue();
            left.remove(CHAT);
            if (!others.isEmpty()) {
                left.put(CHAT, others);
            }
        }
        Extras rest = word == null ? extras : new Extras(extras.owner(), extras.at(), left);
        return new ImageDetail(word, new Marks(marks.seal(), marks.cache(), rest));
    }
}
