package dev.weir.dialect.responses;

import dev.weir.chat.Failure;

/// A request refers to an item that is kept nowhere here. Thrown while a body is read and turned into a value where
/// reading began.
final class NoSuchItem extends RuntimeException {
    NoSuchItem(String id) {
        super("Item with id '" + id + "' not found. Items are not persisted where the model of this request runs."
                + " Send the item itself instead of a reference to it, or remove it from your input.");
    }

    Failure failure() {
        return new Failure.NotFound(String.valueOf(getMessage()), null);
    }
}
