package dev.weir.catalog;

import java.util.List;

/// How a provider is switched on.
///
/// @param key whether it wants one
/// @param start what switches it on where no configuration names it
/// @param keyVariables environment variables that hold the key, the usual one first
/// @param urlVariables environment variables that move it, the usual one first
/// @param whereabouts how it is known where in a cloud the user is
public record Access(
        Key key, Start start, List<String> keyVariables, List<String> urlVariables, Whereabouts whereabouts) {
    public Access {
        keyVariables = List.copyOf(keyVariables);
        urlVariables = List.copyOf(urlVariables);
    }

    public enum Key {
        REQUIRED,
        /// A server of one's own that may or may not have been given one.
        OPTIONAL,
        /// A cloud that takes one, or credentials that tokens and signatures are made of.
        CREDENTIALS,
        NONE
    }

    public enum Start {
        /// Its variables in the environment: the key, or, where none is needed, the address.
        VARIABLE,
        /// Nothing but being named, for its variables are often set for another reason, or it has none.
        NAMED
    }
}
