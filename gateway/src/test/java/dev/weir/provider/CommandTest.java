package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static Command shell(String script) {
        return new Command(List.of("sh", "-c", script), Duration.ofSeconds(20));
    }

    @Test
    void whatACommandSaysIsRead() throws IOException {
        assertThat(shell("echo keys; echo noise >&2").run()).isEqualTo("keys\n");
        assertThat(shell("cat").run()).as("it has nothing to read").isEmpty();
    }

    @Test
    void aCommandThatDoesNotEndIsEnded() {
        Command endless = new Command(List.of("sh", "-c", "echo begun; sleep 600"), Duration.ofMillis(200));
        assertThatIOException().isThrownBy(endless::run).withMessage("it did not end within 0 s");
    }

    @Test
    void aCommandThatSaysTooMuchIsEnded() {
        assertThatIOException().isThrownBy(shell("yes")::run).withMessage("it said more than 64 KB");
    }

    @Test
    void aCommandThatFailsIsSaidWithoutItsWords() {
        assertThatIOException()
                .isThrownBy(shell("echo secret; echo secret >&2; exit 7")::run)
                .withMessage("it ended with status 7");
        assertThatIOException()
                .isThrownBy(new Command(List.of("/no/such/program", "secret"))::run)
                .withMessageStartingWith("it cannot be run")
                .withMessageNotContaining("secret");
    }
}
