package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A text that is never printed: its [#toString] is [#REDACTED].
public final class Secret {

    /// What stands in place of a secret.
    public static final String REDACTED = "<redacted>";

    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /// The text itself. Whoever calls this must not log it.
    public String reveal() {
        return text;
    }

    /// Compares in a time that does not depend on where the texts differ.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return REDACTED;
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
