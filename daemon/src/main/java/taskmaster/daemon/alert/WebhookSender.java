package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.config.AlertDestination;
import taskmaster.config.Secret;
import taskmaster.daemon.alert.HttpPost.Answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Posts messages to a webhook. An answer of 2xx means that it has them; 408, 425, 429 and 5xx that
/// it may be tried again; anything else that it never will.
final class WebhookSender implements Sender {

    private final AlertDestination.Webhook webhook;
    private final TrustedAuthorities authorities;

    WebhookSender(AlertDestination.Webhook webhook, TrustedAuthorities authorities) {
        this.webhook = webhook;
        this.authorities = authorities;
    }

    @Override
    public SendResult send(AlertMessage message) {
        try (Attempt attempt = new Attempt(webhook.timeoutNanos())) {
            try {
                HttpPost request = WebhookRequest.of(message, webhook);
                webhook.headers().forEach((name, value) -> request.header(name, value.reveal()));
                return judged(request.send(attempt, authorities));
            } catch (IOException e) {
                return refused(NetworkProblem.cause(e, attempt), false);
            } catch (IllegalArgumentException e) {
                return refused(String.valueOf(e.getMessage()), true);
            }
        }
    }

    private SendResult judged(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return new SendResult.Accepted(said(answer));
        }
        boolean isTemporary = status >= 500 || status == 408 || status == 425 || status == 429;
        return refused(said(answer) + advice(answer), !isTemporary);
    }

    private SendResult refused(String cause, boolean isPermanent) {
        String target = HttpPost.shown(webhook.url());
        return new SendResult.Refused("cannot post to " + target + ": " + cause, isPermanent);
    }

    /// `429 Too Many Requests: slow down`.
    private String said(Answer answer) {
        String body = answer.body().strip();
        String reason = answer.reason().isEmpty() ? "" : " " + answer.reason();
        String text = answer.status() + reason + (body.isEmpty() ? "" : ": " + body);
        return Harmless.answer(Hidden.in(text, secrets()));
    }

    /// Some receivers repeat what they do not like.
    private List<String> secrets() {
        List<String> all = new ArrayList<>();
        for (Secret header : webhook.headers().values()) {
            all.add(header.reveal());
            all.addAll(List.of(header.reveal().split("\\s+")));
        }
        String path = webhook.url().getRawPath();
        String query = webhook.url().getRawQuery();
        if (path != null && path.length() > 8) { // a short one is no secret, as `/hook`
            all.add(path);
        }
        if (query != null) {
            all.add(query);
        }
        return all;
    }

    private static String advice(Answer answer) {
        @Nullable String after = answer.headers().get("retry-after");
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 ->
                    "; redirects are not followed: put the address to which it leads into `url`";
            case 401, 403 -> "; check the secrets in `url` and `headers`";
            case 404, 410 -> "; check `url`: there is no such webhook, or not any more";
            default ->
                    after == null ? "" : "; it asks to wait " + Harmless.line(after, 40) + " (s)";
        };
    }
}
