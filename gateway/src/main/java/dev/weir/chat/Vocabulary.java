package dev.weir.chat;

import java.util.List;

/// Where one dialect writes what a request may say.
public interface Vocabulary {
    /// Of a dialect that no client speaks.
    Vocabulary NONE = new Vocabulary() {
        @Override
        public List<String> of(Setting setting) {
            return List.of();
        }

        @Override
        public List<String> of(Detail detail) {
            return List.of();
        }
    };

    /// JSON pointers, the one that prevails first; none where the dialect has no word for it.
    List<String> of(Setting setting);

    /// JSON pointers below the turn, part or tool; none where the dialect has no word for it.
    List<String> of(Detail detail);

    /// The other spelling of a field's name, or the same where the dialect has but one.
    default String respelled(String name) {
        return name;
    }
}
