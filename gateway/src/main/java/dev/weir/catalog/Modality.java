package dev.weir.catalog;

import dev.weir.chat.Part.MediaKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a model reads or writes.
public enum Modality {
    TEXT('t', null),
    IMAGE('i', MediaKind.IMAGE),
    PDF('p', MediaKind.DOCUMENT),
    AUDIO('a', MediaKind.AUDIO),
    VIDEO('v', MediaKind.VIDEO);

    private final char letter;
    private final @Nullable MediaKind kind;

    Modality(char letter, @Nullable MediaKind kind) {
        this.letter = letter;
        this.kind = kind;
    }

    /// `pdf`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads letters such as `tip`.
    ///
    /// @throws IllegalArgumentException naming the letter that stands for nothing
    static Set<Modality> ofLetters(String letters) {
        var all = EnumSet.noneOf(Modality.class);
        for (int i = 0; i < letters.length(); i++) {
            all.add(ofLetter(letters.charAt(i)));
        }
        return Collections.unmodifiableSet(all);
    }

    private static Modality ofLetter(char letter) {
        for (var modality : values()) {
            if (modality.letter == letter) {
                return modality;
            }
        }
        throw new IllegalArgumentException("no such kind of media: " + letter);
    }

    static String letters(Set<Modality> modalities) {
        return modalities.stream()
                .sorted()
                .map(modality -> String.valueOf(modality.letter))
                .collect(Collectors.joining());
    }

    /// What is not text.
    static Set<MediaKind> kinds(Set<Modality> modalities) {
        var kinds = EnumSet.noneOf(MediaKind.class);
        for (var modality : modalities) {
            if (modality.kind != null) {
                kinds.add(modality.kind);
            }
        }
        return kinds;
    }
}
