package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class InboxTest {

    private final Inbox inbox = new Inbox();

    @Test
    void refusesRequestsBeyondTheBoundButNeverFacts() throws InterruptedException {
        for (int i = 0; i < Limits.REQUESTS_PENDING_MAX; i++) {
            assertThat(inbox.request(() -> {})).isTrue();
        }
        assertThat(inbox.request(() -> {})).isFalse();
        List<String> seen = new ArrayList<>();
        inbox.fact(() -> seen.add("fact"));
        for (int i = 0; i <= Limits.REQUESTS_PENDING_MAX; i++) {
            run();
        }
        assertThat(seen).containsExactly("fact");
        assertThat(inbox.request(() -> {})).isTrue();
    }

    @Test
    void answersNothingWhenTheTimeIsOver() throws InterruptedException {
        assertThat(inbox.next(1_000_000)).isNull();
    }

    private void run() throws InterruptedException {
        Runnable next = inbox.next(0);
        assertThat(next).isNotNull();
        if (next != null) {
            next.run();
        }
    }
}
