package dev.weir.ledger;

import java.util.List;
import java.util.regex.Pattern;

/// A caller's key as the gateway knows it: by name and hash, never by its letters.
///
/// @param name for logs, receipts and metrics
/// @param hash SHA-256 of the key
/// @param models patterns of the model names it may use (`*` stands for anything); empty is every model
public record ClientKey(String name, KeyHash hash, List<Pattern> models) {
    /// The caller of a gateway without keys.
    public static final ClientKey OPEN = new ClientKey("open", KeyHash.NONE, List.of());

    public ClientKey {
        models = List.copyOf(models);
    }

    public boolean mayUse(String model) {
        if (models.isEmpty()) {
            return true;
        }
        for (Pattern pattern : models) {
            if (pattern.matcher(model).matches()) {
                return true;
            }
        }
        return false;
    }

    /// The pattern of a model allow-list entry such as `openai/*`.
    public static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (String literal : glob.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        return Pattern.compile(regex.toString());
    }
}
