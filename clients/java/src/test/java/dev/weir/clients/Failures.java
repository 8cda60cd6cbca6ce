package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.errors.OpenAIServiceException;
import java.util.function.Consumer;

/// What the SDKs make of errors.
final class Failures {
    private Failures() {}

    /// The exception of this kind that the call ends in.
    static <E extends Throwable> E failure(Class<E> kind, Runnable call) {
        var failure = catchThrowable(call::run);
        assertThat(failure).isInstanceOf(kind);
        return kind.cast(failure);
    }

    static void check(OpenAIServiceException failure, int status, String code) {
        assertThat(failure.statusCode()).isEqualTo(status);
        assertThat(failure.code()).contains(code);
    }

    /// Asks in each way for something marked, of a provider that says nothing, until the client gives up: which must
    /// reach
    /// the provider.
    @SafeVarargs
    static void givesUp(Target target, Class<? extends Throwable> kind, Consumer<String>... ways) throws Exception {
        for (var ask : ways) {
            var mark = Target.marker();
            failure(kind, () -> ask.accept(mark));
            target.awaitAborted(mark);
        }
    }
}
