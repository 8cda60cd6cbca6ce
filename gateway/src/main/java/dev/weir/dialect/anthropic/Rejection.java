package dev.weir.dialect.anthropic;

import dev.weir.chat.Failure;
import dev.weir.dialect.Fields;

/// A request that Anthropic would refuse, in its words: `messages.0.content.1.text: Field required`.
final class Rejection extends RuntimeException {
    private final String where;

    /// @param where dotted path of the field, or "" when the whole request is meant
    Rejection(String where, String words) {
        super(where.isEmpty() ? words : where + ": " + words);
        this.where = where;
    }

    static Rejection missing(String where) {
        return new Rejection(where, "Field required");
    }

    /// @param where dotted path of the object that the field stands in
    static Rejection missing(String where, String name) {
        return missing(within(where, name));
    }

    /// A field has another type than the API takes.
    ///
    /// @param where dotted path of the object that was read
    /// @param at its JSON pointer
    static Rejection of(Fields.WrongType wrong, String where, String at) {
        String inner = wrong.at().substring(at.length()).replace('/', '.');
        String path = where.isEmpty() && !inner.isEmpty() ? inner.substring(1) : where + inner;
        return new Rejection(path, "Input should be a valid " + kind(wrong.expected()));
    }

    /// A tag that none of a union's members has.
    static Rejection tag(String where, String found, String expected) {
        return new Rejection(
                where,
                "Input tag '" + found + "' found using 'type' does not match any of the expected tags: " + expected);
    }

    private static String kind(String expected) {
        return switch (expected) {
            case "a string" -> "string";
            case "a boolean" -> "boolean";
            case "an integer" -> "integer";
            case "a decimal" -> "number";
            case "an array" -> "list";
            default -> "dictionary";
        };
    }

    static String within(String where, String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    Failure failure() {
        String message = getMessage() == null ? "" : getMessage();
        return new Failure.BadRequest(message, where.isEmpty() ? null : where, null);
    }
}
