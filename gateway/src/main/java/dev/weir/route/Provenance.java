package dev.weir.route;

import dev.weir.catalog.Credential;
import dev.weir.chat.Delivered;
import dev.weir.vault.Deposits;
import dev.weir.vault.Slip;
import dev.weir.vault.Whereabouts;
import dev.weir.vault.Whereabouts.Among;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Where the answer of one exchange lives: at which provider, and behind which of its credentials, for those may belong
/// to different accounts.
public final class Provenance implements NativeMemory {
    private static final int FINGERPRINT = 8;

    private @Nullable Whereabouts whereabouts;

    /// Null as long as no provider has answered on the byte lane.
    public @Nullable Whereabouts whereabouts() {
        return whereabouts;
    }

    /// The same of something that was still being made when it was last seen: what it used is metered once.
    ///
    /// @param slip that it is kept under
    public Memory tallying(Deposits deposits, Slip slip, Duration lasts) {
        return new TallyMemory(this, deposits, slip, lasts);
    }

    @Override
    public void answered(Step step, Pass pass, Delivered delivered, byte @Nullable [] whole) {
        whereabouts = of(step, pass);
    }

    /// Where what a step brings lives.
    static Whereabouts of(Step step, Pass pass) {
        return new Whereabouts(
                step.target().endpoint().id(),
                step.target().model(),
                fingerprint(pass.credential()),
                step.door().credentials().size() == 1 ? Among.ONE : Among.SEVERAL);
    }

    /// The same for the same credential, and no way back from it.
    static String fingerprint(Credential credential) {
        String secret = switch (credential) {
            case Credential.Header header -> header.value().reveal();
            case Credential.Query query -> query.value().reveal();
            case Credential.SigV4 keys -> keys.accessKey();
            case Credential.Aws keys -> keys.source().holder();
            case Credential.Token token -> token.grant().holder();
            case Credential.None _ -> "";
        };
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
