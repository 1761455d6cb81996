package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Brings messages to one destination, one after the other, until each is accepted, refused for
/// good or too old. Its thread exists only while there is something to bring. Every method may be
/// called on any thread and returns at once, where nothing else is said.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger("alert");

    /// How long to wait between attempts.
    ///
    /// @param firstNanos after the first; doubles
    /// @param maxNanos at most
    /// @param untilMillis how old a message may become
    record Patience(long firstNanos, long maxNanos, long untilMillis) {

        static final Patience USUAL =
                new Patience(
                        AlertLimits.RETRY_FIRST_NANOS,
                        AlertLimits.RETRY_MAX_NANOS,
                        AlertLimits.RETRY_MILLIS);

        /// The pause after so many failed attempts, varied by up to a tenth, so that daemons which
        /// lost the same server do not come back at one moment.
        ///
        /// @param fraction 0 to 1
        long pauseNanos(int attempts, double fraction) {
            long pause = Math.min(firstNanos << Math.min(attempts - 1, 20), maxNanos);
            return (long) (pause * (0.9 + 0.2 * fraction));
        }
    }

    /// What the courier is doing.
    ///
    /// @param waiting messages, with the one that is being sent
    /// @param attempts failed ones for the first message
    /// @param dueNanos when the next attempt is
    /// @param problem of the last attempt; null if it did not fail
    record View(
            int waiting, boolean isSending, int attempts, long dueNanos, @Nullable String problem) {

        boolean isFailing() {
            return attempts > 0;
        }
    }

    private record Test(AlertMessage message, Consumer<SendResult> done) {}

    private final String name;
    private final Patience patience;
    private final Spool spool;
    private final Consumer<Delivery> ended;
    private final RandomGenerator random;
    private final Object lock = new Object();

    // All below is guarded by the lock.
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private final Deque<Test> tests = new ArrayDeque<>();
    private Sender sender;
    private @Nullable Thread thread;
    private boolean isSending;
    private boolean isClosed;
    private int attempts;
    private long dueNanos;
    private @Nullable String problem;

    /// @param ended is told on the courier's thread how each message ended; its file is gone by
    ///   then
    Courier(
            String name,
            Sender sender,
            Patience patience,
            Spool spool,
            RandomGenerator random,
            Consumer<Delivery> ended) {
        this.name = name;
        this.sender = sender;
        this.patience = patience;
        this.spool = spool;
        this.random = random;
        this.ended = ended;
    }

    /// Takes a message.
    void add(Parcel parcel) {
        synchronized (lock) {
            parcels.add(parcel);
            wake();
        }
    }

    /// Sends a message once, before all others.
    ///
    /// @return false if too many wait already
    boolean test(AlertMessage message, Consumer<SendResult> done) {
        synchronized (lock) {
            if (isClosed || tests.size() >= AlertLimits.TESTS_MAX) {
                return false;
            }
            tests.add(new Test(message, done));
            wake();
            return true;
        }
    }

    /// The destination has other settings: what failed is tried again at once.
    void replace(Sender changed) {
        synchronized (lock) {
            sender = changed;
            dueNanos = System.nanoTime();
            wake();
        }
    }

    View view() {
        synchronized (lock) {
            return new View(parcels.size(), isSending, attempts, dueNanos, problem);
        }
    }

    /// What waits, the oldest first.
    List<Parcel> parcels() {
        synchronized (lock) {
            return List.copyOf(parcels);
        }
    }

    /// Makes no further attempt; what waits stays where it is.
    void close() {
        synchronized (lock) {
            isClosed = true;
            tests.forEach(test -> test.done().accept(closing()));
            tests.clear();
            lock.notifyAll();
        }
    }

    private static SendResult closing() {
        return new SendResult.Refused("not sent: the destination is being removed", true);
    }

    /// Waits for the attempt that is under way.
    ///
    /// @return false if it takes longer
    boolean awaitQuiet(long deadlineNanos) throws InterruptedException {
        synchronized (lock) {
            while (isSending) {
                long nanos = deadlineNanos - System.nanoTime();
                if (nanos <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, nanos);
            }
            return true;
        }
    }

    private void wake() {
        if (thread == null && !isClosed) {
            thread = Thread.ofPlatform().daemon().name("alert-" + name).unstarted(this::run);
            thread.start();
        }
        lock.notifyAll();
    }

    private void run() {
        try {
            for (Runnable work = next(); work != null; work = next()) {
                guarded(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException fault) {
            LOG.error("internal fault of alerts for {}; please report it", name, fault);
            synchronized (lock) {
                attempts++;
                dueNanos = System.nanoTime() + AlertLimits.FAULT_NANOS;
            }
        }
    }

    /// What is to be done next, when its time has come; null: nothing, and the thread ends.
    private @Nullable Runnable next() throws InterruptedException {
        synchronized (lock) {
            isSending = false;
            lock.notifyAll();
            while (!isClosed) {
                Test test = tests.poll();
                Parcel parcel = parcels.peek();
                Sender now = sender;
                long waitNanos = attempts == 0 ? 0 : dueNanos - System.nanoTime();
                if (test != null) {
                    isSending = true;
                    return () -> test.done().accept(attempt(now, test.message()));
                }
                if (parcel != null && waitNanos <= 0) {
                    isSending = true;
                    return () -> bring(now, parcel);
                }
                if (parcel == null) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, waitNanos);
            }
            thread = null;
            return null;
        }
    }

    /// A fault of a sender is a failed attempt.
    private SendResult attempt(Sender now, AlertMessage message) {
        try {
            return now.send(message);
        } catch (RuntimeException | LinkageError fault) {
            LOG.error("internal fault while sending an alert to {}; please report it", name, fault);
            return new SendResult.Refused("internal fault: " + fault, false);
        }
    }

    private void bring(Sender now, Parcel parcel) {
        switch (attempt(now, parcel.message())) {
            case SendResult.Accepted accepted -> {
                LOG.info("alert sent to {}: {}", name, Summary.of(parcel.message()));
                end(parcel, true, accepted.answer());
            }
            case SendResult.Refused refused when refused.isPermanent() -> {
                LOG.error(
                        "cannot send the alert \"{}\" to {}: {}; it is not tried again",
                        Summary.of(parcel.message()),
                        name,
                        refused.problem());
                end(parcel, false, refused.problem());
            }
            case SendResult.Refused refused -> retry(parcel, refused.problem());
        }
    }

    private void retry(Parcel parcel, String failure) {
        long ageMillis = System.currentTimeMillis() - parcel.createdMillis();
        if (ageMillis >= patience.untilMillis()) {
            LOG.error(
                    "cannot send the alert \"{}\" to {} for {} h: {}; it is given up",
                    Summary.of(parcel.message()),
                    name,
                    ageMillis / 3_600_000,
                    failure);
            end(parcel, false, "given up: " + failure);
            return;
        }
        int failed;
        long pauseNanos;
        synchronized (lock) {
            failed = ++attempts;
            pauseNanos = patience.pauseNanos(failed, random.nextDouble());
            dueNanos = System.nanoTime() + pauseNanos;
            problem = failure;
        }
        if (failed == 1) {
            LOG.warn("cannot send an alert to {}: {}; it is kept and tried again", name, failure);
        } else {
            LOG.debug("cannot send an alert to {}: {}", name, failure);
        }
    }

    private void end(Parcel parcel, boolean isAccepted, String answer) {
        spool.remove(parcel);
        synchronized (lock) {
            parcels.remove(parcel);
            attempts = 0;
            problem = null;
        }
        ended.accept(
                new Delivery(
                        System.currentTimeMillis(),
                        parcel.message().id(),
                        Summary.of(parcel.message()),
                        isAccepted,
                        answer));
    }
}
