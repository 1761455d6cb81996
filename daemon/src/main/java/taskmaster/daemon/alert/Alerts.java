package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.AlertList;
import taskmaster.api.OperationResult;
import taskmaster.config.AlertDestination;
import taskmaster.config.AlertSettings;
import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.Progress;
import taskmaster.daemon.control.RequestRefused;
import taskmaster.linux.Kernel;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Takes alerts from the loop, and sees to it that each is told. One thread owns the books and
/// writes the spool; it exists only while something is to be done. A [Courier] for each destination
/// sends.
///
/// The life of an alert: [#tell] enqueues it; the alert thread enters it in the [AlertBook] of each
/// destination and writes that to the [Spool]; the last lines of its process are read and added;
/// when its time has come it is part of a message, which is written to the spool, sent, and
/// removed.
public final class Alerts {

    private static final Logger LOG = LoggerFactory.getLogger("alert");

    /// Who we are, for those who are told.
    ///
    /// @param configuration path of the daemon's file
    /// @param pid of the daemon; makes ids unique
    public record Self(String host, String configuration, int pid) {}

    /// An alert whose last lines are still to be read.
    private record Reading(Alert alert, LogSource log, List<String> destinations, long dueNanos) {}

    private final Self self;
    private final Spool spool;
    private final Function<AlertDestination, Sender> senders;
    private final Courier.Patience patience;
    private final LastLines lastLines = new LastLines();
    private final AtomicLong missed = new AtomicLong();
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger waitingAlerts = new AtomicInteger();
    private volatile boolean isLoaded;

    private final Object lock = new Object();

    // Guarded by the lock.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean isClosed;

    // The alert thread's, one after the other.
    private final Map<String, Desk> desks = new LinkedHashMap<>();
    private final Map<String, Reading> readings = new LinkedHashMap<>();
    private long deadlineNanos = AlertBook.NEVER;
    private long lastId;

    /// @param directory of the spool; made when it is needed
    /// @param senders finds who brings messages to a destination; opens and loads nothing yet
    Alerts(
            Self self,
            Path directory,
            Courier.Patience patience,
            Function<AlertDestination, Sender> senders) {
        this.self = self;
        this.spool = new Spool(directory);
        this.patience = patience;
        this.senders = senders;
    }

    /// One that sends by mail, HTTP, commands and syslog.
    ///
    /// @param children of commands
    public static Alerts of(Self self, Path directory, Kernel kernel, ChildSettings children) {
        return new Alerts(
                self,
                directory,
                Courier.Patience.USUAL,
                destination -> Senders.of(destination, kernel, children));
    }

    /// Tells these destinations from now on, with these rules. Messages for others are dropped. The
    /// first call takes over what another daemon has left.
    public void configure(AlertSettings settings) {
        post(() -> apply(settings));
    }

    /// Takes an alert; never blocks. What comes faster than it can be entered is counted, and the
    /// next message says how many it was. The loop's thread.
    ///
    /// @param routing whom to tell of what
    /// @param log whose last lines go with it; null: none
    public void tell(Alert alert, AlertSpec routing, @Nullable LogSource log) {
        boolean isRecovery = alert.type() == AlertType.RECOVERED;
        note(alert);
        if (!routing.types().contains(alert.type()) || routing.destinations().isEmpty()) {
            return;
        }
        int max = isRecovery ? AlertLimits.RECOVERIES_WAITING_MAX : AlertLimits.WAITING_MAX;
        if (waitingAlerts.incrementAndGet() > max) {
            waitingAlerts.decrementAndGet();
            missed.incrementAndGet();
            return;
        }
        post(
                () -> {
                    waitingAlerts.decrementAndGet();
                    enter(alert.bounded(), routing.destinations(), log);
                });
    }

    /// Remembers for [#isTroubled].
    private void note(Alert alert) {
        String process = alert.process();
        if (process == null) {
            return;
        }
        switch (alert.type()) {
            case ABORTED, UNEXPECTED_EXIT -> troubled.add(process);
            case RECOVERED -> troubled.remove(process);
            case KILLED, OUTPUT_DROPPED, RELOAD_REFUSED -> {}
        }
    }

    /// Whether somebody may have been told of trouble of this process, so that its recovery is
    /// worth telling. The loop's thread.
    public boolean isTroubled(String process) {
        return !isLoaded || troubled.contains(process);
    }

    private void post(Runnable task) {
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            tasks.add(task);
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("alerts").unstarted(this::run);
                thread.start();
            } else {
                lock.notifyAll();
            }
        }
    }

    private void run() {
        try {
            for (Runnable task = next(); task != null; task = next()) {
                guarded(task);
                int left = batchSize();
                for (int i = 0; i < left; i++) {
                    Runnable more = poll();
                    if (more != null) {
                        guarded(more);
                    }
                }
                try {
                    settle();
                } catch (RuntimeException fault) {
                    LOG.error("internal fault of alerts; please report it", fault);
                    deadlineNanos = System.nanoTime() + AlertLimits.FAULT_NANOS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) {
            LOG.error("internal fault of alerts; please report it", fault);
        }
    }

    /// What is to be done next, when there is something; null: nothing, and the thread ends.
    private @Nullable Runnable next() throws InterruptedException {
        synchronized (lock) {
            while (true) {
                Runnable task = tasks.poll();
                if (task != null) {
                    return task;
                }
                long nowNanos = System.nanoTime();
                if (deadlineNanos <= nowNanos && !isClosed) {
                    return () -> {};
                }
                if (isClosed || deadlineNanos == AlertBook.NEVER) {
                    thread = null;
                    lock.notifyAll();
                    return null;
                }
                TimeUnit.NANOSECONDS.timedWait(lock, deadlineNanos - nowNanos);
            }
        }
    }

    private int batchSize() {
        synchronized (lock) {
            return Math.min(tasks.size(), AlertLimits.BATCH_MAX);
        }
    }

    private @Nullable Runnable poll() {
        synchronized (lock) {
            return tasks.poll();
        }
    }

    private void enter(Alert alert, List<String> destinations, @Nullable LogSource log) {
        long nowNanos = System.nanoTime();
        for (String name : destinations) {
            Desk desk = desks.get(name);
            if (desk != null) {
                desk.tell(alert, nowNanos);
            }
        }
        if (log != null) {
            String process = String.valueOf(alert.process());
            Reading earlier = readings.get(process);
            if (earlier != null || readings.size() < AlertLimits.READINGS_MAX) {
                // The newest alert gets the lines, but a storm does not put them off for ever.
                long dueNanos =
                        earlier == null ? nowNanos + AlertLimits.SETTLE_NANOS : earlier.dueNanos();
                readings.put(process, new Reading(alert, log, destinations, dueNanos));
            }
        }
    }

    /// After each batch: what is new is written, what is due is sent.
    private void settle() throws InterruptedException {
        long count = missed.getAndSet(0);
        if (count > 0) {
            LOG.warn("{} alerts came too fast and are told as a number only", count);
            desks.values().forEach(desk -> desk.miss(count));
        }
        save();
        readLines();
        save();
        desks.values().forEach(this::release);
        long nowNanos = System.nanoTime();
        long next = AlertBook.NEVER;
        for (Desk desk : desks.values()) {
            next = Math.min(next, desk.nextDeadlineNanos(nowNanos));
        }
        for (Reading reading : readings.values()) {
            next = Math.min(next, reading.dueNanos());
        }
        deadlineNanos = next;
    }

    private void save() {
        long nowNanos = System.nanoTime();
        desks.values().forEach(desk -> desk.save(nowNanos));
    }

    private void readLines() throws InterruptedException {
        for (Reading reading : List.copyOf(readings.values())) {
            if (reading.dueNanos() > System.nanoTime()) {
                continue;
            }
            readings.values().remove(reading);
            List<String> lines = lastLines.of(reading.log());
            if (!lines.isEmpty()) {
                for (String name : reading.destinations()) {
                    Desk desk = desks.get(name);
                    if (desk != null) {
                        desk.addLines(reading.alert(), lines);
                    }
                }
            }
        }
    }

    private void release(Desk desk) {
        AlertBook.Due due = desk.release(System.nanoTime());
        if (due == null) {
            return;
        }
        var parcel =
                new Parcel(
                        desk.name(),
                        System.currentTimeMillis(),
                        new AlertMessage(
                                due.id(),
                                self.host(),
                                self.configuration(),
                                due.entries(),
                                due.leftOut(),
                                false));
        // In this order: a message must stand on the disk before the book forgets what is in it,
        // and before anybody gets it.
        var _ = spool.keep(parcel);
        desk.saveNow(System.nanoTime());
        desk.courier().add(parcel);
    }

    private void apply(AlertSettings settings) {
        Map<String, AlertDestination> wanted = new LinkedHashMap<>();
        settings.destinations().forEach(one -> wanted.put(one.name(), one));
        for (Desk desk : List.copyOf(desks.values())) {
            if (!wanted.containsKey(desk.name())) {
                remove(desk);
            }
        }
        var rules =
                new AlertBook.Rules(
                        settings.groupNanos(), settings.repeatNanos(), settings.perHour());
        List<Desk> ordered = new ArrayList<>();
        for (AlertDestination destination : wanted.values()) {
            Desk desk = desks.get(destination.name());
            if (desk == null) {
                desk = desk(destination, rules);
            } else {
                desk.book().retune(rules);
                if (!desk.destination().equals(destination)) {
                    desk.replace(destination, senders.apply(destination));
                }
            }
            ordered.add(desk);
        }
        desks.clear();
        ordered.forEach(desk -> desks.put(desk.name(), desk));
        if (!isLoaded) {
            load();
            isLoaded = true;
        }
    }

    private Desk desk(AlertDestination destination, AlertBook.Rules rules) {
        String name = destination.name();
        var courier =
                new Courier(
                        name,
                        senders.apply(destination),
                        patience,
                        spool,
                        new SplittableRandom(System.nanoTime()),
                        delivery -> post(() -> ended(name, delivery)));
        return new Desk(destination, new AlertBook(rules, this::newId), courier, spool);
    }

    private void ended(String name, Delivery delivery) {
        Desk desk = desks.get(name);
        if (desk != null) {
            desk.note(delivery);
        }
    }

    /// Begins with the time, so that names of files are in order.
    private String newId() {
        return "%011x-%x-%x".formatted(System.currentTimeMillis(), self.pid(), ++lastId);
    }

    private void remove(Desk desk) {
        desks.remove(desk.name());
        desk.courier().close();
        List<Parcel> unsent = desk.courier().parcels();
        unsent.forEach(spool::remove);
        spool.removeBook(desk.name());
        int count = unsent.size() + (desk.book().draft().isEmpty() ? 0 : 1);
        if (count > 0) {
            LOG.warn(
                    "{} {} for {} dropped: there is no such destination any more",
                    count,
                    count == 1 ? "message is" : "messages are",
                    desk.name());
        }
    }

    private void load() {
        Spool.Contents contents = spool.load();
        long nowNanos = System.nanoTime();
        long nowMillis = System.currentTimeMillis();
        Set<String> strangers = new HashSet<>();
        for (SpoolForm.StoredBook stored : contents.books()) {
            Desk desk = desks.get(stored.destination());
            if (desk == null) {
                strangers.add(stored.destination());
                spool.removeBook(stored.destination());
            } else {
                desk.restore(stored, nowNanos, nowMillis);
                troubled.addAll(desk.book().troubled());
            }
        }
        Map<String, List<Parcel>> left = new HashMap<>();
        for (Parcel parcel : contents.parcels()) {
            Desk desk = desks.get(parcel.destination());
            if (desk == null) {
                strangers.add(parcel.destination());
                spool.remove(parcel);
            } else {
                left.computeIfAbsent(desk.name(), _ -> new ArrayList<>()).add(parcel);
            }
        }
        strangers.forEach(
                name ->
                        LOG.warn(
                                "messages for {} are dropped: there is no such destination any"
                                        + " more",
                                name));
        left.forEach(this::resume);
    }

    private void resume(String name, List<Parcel> parcels) {
        Desk desk = desks.get(name);
        if (desk == null) {
            return;
        }
        int tooMany = Math.max(0, parcels.size() - AlertLimits.FILES_MAX);
        for (Parcel parcel : parcels.subList(0, tooMany)) {
            spool.remove(parcel);
            long count = parcel.message().leftOut();
            for (AlertMessage.Entry entry : parcel.message().entries()) {
                count += entry.count();
            }
            desk.miss(count);
        }
        List<Parcel> kept = parcels.subList(tooMany, parcels.size());
        // It may have been killed between writing a message and forgetting what is in it.
        kept.forEach(one -> desk.book().dropDraft(one.message().id(), System.nanoTime()));
        desk.saveNow(System.nanoTime());
        kept.forEach(desk.courier()::add);
        LOG.info(
                "{} {} for {} left by the daemon before",
                parcels.size(),
                parcels.size() == 1 ? "alert message was" : "alert messages were",
                name);
    }

    /// Sends a test to one destination, or to all, and tells what each said.
    ///
    /// @param name null: all
    public void test(@Nullable String name, Progress progress) {
        if (!post(() -> sendTests(name, progress), progress)) {
            progress.refused(RequestRefused.shuttingDown());
        }
    }

    private boolean post(Runnable task, Progress progress) {
        synchronized (lock) {
            if (isClosed) {
                return false;
            }
        }
        post(
                () -> {
                    try {
                        task.run();
                    } catch (RequestRefused refusal) {
                        progress.refused(refusal);
                    }
                });
        return true;
    }

    private void sendTests(@Nullable String name, Progress progress) {
        List<Desk> chosen = new ArrayList<>();
        for (Desk desk : desks.values()) {
            if (name == null || desk.name().equals(name)) {
                chosen.add(desk);
            }
        }
        if (chosen.isEmpty()) {
            throw name == null || desks.isEmpty()
                    ? RequestRefused.noAlertDestinations()
                    : noSuchDestination(name, desks.keySet());
        }
        AtomicInteger open = new AtomicInteger(chosen.size());
        for (Desk desk : chosen) {
            var message =
                    new AlertMessage(
                            newId(), self.host(), self.configuration(), List.of(), 0, true);
            boolean isTaken =
                    desk.courier()
                            .test(message, result -> tested(desk.name(), result, open, progress));
            if (!isTaken) {
                tested(
                        desk.name(),
                        new SendResult.Refused("too many tests are under way", false),
                        open,
                        progress);
            }
        }
    }

    private static void tested(
            String name, SendResult result, AtomicInteger open, Progress progress) {
        progress.result(
                switch (result) {
                    case SendResult.Accepted accepted ->
                            new OperationResult(name, true, "sent", accepted.answer(), null, null);
                    case SendResult.Refused refused ->
                            new OperationResult(
                                    name, false, "failed", refused.problem(), null, null);
                });
        if (open.decrementAndGet() == 0) {
            progress.done();
        }
    }

    private static RequestRefused noSuchDestination(String name, Set<String> known) {
        return new RequestRefused(
                404,
                "no_such_destination",
                "cannot test `" + name + "`: no destination of alerts has this name",
                "there are: " + String.join(", ", known));
    }

    /// What waits, what became of the last messages, and what is counted, for each destination.
    public CompletableFuture<AlertList> list() {
        var list = new CompletableFuture<AlertList>();
        synchronized (lock) {
            if (isClosed) {
                list.completeExceptionally(RequestRefused.shuttingDown());
            }
        }
        post(() -> list.complete(AlertViews.of(List.copyOf(desks.values()), spool.problem())));
        return list;
    }

    /// Writes what is not written yet, waits for what is being sent, but not for long; the rest
    /// stays in the spool for the next daemon.
    public void close(long timeoutNanos) {
        long untilNanos = System.nanoTime() + timeoutNanos;
        var written = new CompletableFuture<List<Courier>>();
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            post(() -> written.complete(stop()));
            isClosed = true;
            lock.notifyAll();
        }
        try {
            List<Courier> couriers = written.get(timeoutNanos, TimeUnit.NANOSECONDS);
            for (Courier courier : couriers) {
                if (!courier.awaitQuiet(untilNanos)) {
                    LOG.warn("an alert is still being sent; the next daemon may send it again");
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("cannot write all alerts in time");
        }
    }

    private List<Courier> stop() {
        long nowNanos = System.nanoTime();
        for (Desk desk : desks.values()) {
            desk.courier().close();
            if (desk.isChanged()) {
                desk.saveNow(nowNanos);
            }
        }
        return desks.values().stream().map(Desk::courier).toList();
    }
}
