package taskmaster.daemon.alert;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A server that can be down, refuse for good, or hang.
final class FakeSender implements Sender {

    final List<AlertMessage> accepted = new CopyOnWriteArrayList<>();
    final List<String> attempts = new CopyOnWriteArrayList<>();

    volatile boolean isDown;
    volatile boolean isRefusing;
    volatile boolean isBroken;
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public SendResult send(AlertMessage message) {
        attempts.add(message.id());
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isBroken) {
            throw new IllegalStateException("a fault of the sender");
        }
        if (isDown) {
            return new SendResult.Refused("cannot send: connection refused (ECONNREFUSED)", false);
        }
        if (isRefusing) {
            return new SendResult.Refused("cannot send: 535 wrong password", true);
        }
        accepted.add(message);
        return new SendResult.Accepted("250 queued");
    }

    /// How often something has happened, in all messages that were accepted.
    int told() {
        int told = 0;
        for (AlertMessage message : accepted) {
            told += (int) message.leftOut();
            for (AlertMessage.Entry entry : message.entries()) {
                told += entry.count();
            }
        }
        return told;
    }
}
