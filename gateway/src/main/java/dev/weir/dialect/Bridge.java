package dev.weir.dialect;

import dev.weir.chat.Delivered;
import dev.weir.chat.Failure;
import dev.weir.chat.Loss;
import java.util.List;
import java.util.function.Consumer;

/// The cross lane of what is no chat: requests of one kind and their answers, which always come whole, between
/// dialects, through a canonical form of that kind's own.
public interface Bridge {
    /// The dialects of providers that it reaches, the preferred one first.
    List<String> dialects();

    /// Puts a client's request into a provider's dialect.
    ///
    /// @param model as the provider knows it
    Crossing cross(byte[] body, Asked asked, String dialect, String model);

    /// What became of a request.
    sealed interface Crossing {
        /// @param path below the provider's base URL
        record Ready(String path, byte[] body, List<Loss> losses, Return back) implements Crossing {
            public Ready {
                losses = List.copyOf(losses);
            }
        }

        record Refused(Failure failure) implements Crossing {}
    }

    /// The way back of one request's answer.
    interface Return {
        /// Reads an answer that came with a 2xx status, and writes it in the client's dialect.
        Brought answer(Headers headers, byte[] body, Identity identity, Delivered delivered, Consumer<Loss> losses);

        /// Reads a body that came with another status.
        Failure error(int status, Headers headers, byte[] body);
    }

    /// What an answer turned out to be.
    sealed interface Brought {
        record Reply(byte[] body) implements Brought {}

        record Failed(Failure failure) implements Brought {}
    }
}
