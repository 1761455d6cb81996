package taskmaster.daemon.alert;

import taskmaster.config.Secret;

import java.util.Collection;

/// Takes secrets out of what servers answered: some repeat what they were sent.
final class Hidden {

    /// Shorter ones are no secrets, and would tear words apart.
    private static final int SECRET_CHARS_MIN = 4;

    private Hidden() {}

    static String in(String text, Collection<String> secrets) {
        String hidden = text;
        for (String secret : secrets) {
            if (secret.length() >= SECRET_CHARS_MIN) {
                hidden = hidden.replace(secret, Secret.REDACTED);
            }
        }
        return hidden;
    }
}
