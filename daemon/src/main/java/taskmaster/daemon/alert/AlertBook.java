package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertType;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Decides what one destination is told, and when: what comes together is one message, what repeats
/// is counted, and no more messages go in an hour than are wanted. Time is given, nothing is done;
/// the same calls always lead to the same messages. For one thread at a time.
///
/// An alert is first in the *draft*, which becomes a message when its time has come. From then on
/// there is a *window* for its type and process, in which repetitions are only counted; what was
/// counted goes into a draft at the end of the window. Nothing is lost in between: every alert
/// taken is in the draft, counted in a window, told, or counted as left out.
final class AlertBook {

    /// Nothing is timed.
    static final long NEVER = Long.MAX_VALUE;

    private static final long HOUR_NANOS = 3_600_000_000_000L;

    /// @param groupNanos so long the draft gathers
    /// @param repeatNanos so long repetitions are only counted
    /// @param perHour messages, 1 or more
    record Rules(long groupNanos, long repeatNanos, int perHour) {}

    /// What makes two alerts the same.
    ///
    /// @param process displayed name; empty for what is about the daemon
    record Key(AlertType type, String process) {

        static Key of(Alert alert) {
            String process = alert.process();
            return new Key(alert.type(), process == null ? "" : process);
        }
    }

    /// What became of an alert.
    enum Verdict {
        /// It will be told when the draft is.
        GATHERED,
        /// It was told a short time ago and is counted.
        COUNTED,
        /// A recovery from what was never told.
        IGNORED,
        /// The draft is full; it is counted there.
        LEFT_OUT
    }

    /// A message that is due, and its id.
    record Due(String id, List<AlertMessage.Entry> entries, long leftOut) {}

    /// An alert with its repetitions so far.
    private static final class Tally {
        private final long firstMillis;
        private Alert last;
        private int count;

        Tally(Alert last, int count, long firstMillis) {
            this.last = last;
            this.count = count;
            this.firstMillis = firstMillis;
        }

        void add(Alert alert, int more) {
            last = alert;
            count += more;
        }

        AlertMessage.Entry entry() {
            return new AlertMessage.Entry(last, count, firstMillis);
        }
    }

    /// @param tally null: nothing has been repeated yet
    private record Window(long untilNanos, @Nullable Tally tally) {}

    private final Supplier<String> ids;
    private final Map<Key, Tally> draft = new LinkedHashMap<>();
    private final Map<Key, Window> windows = new LinkedHashMap<>();
    private final Set<String> troubled = new LinkedHashSet<>();
    private final Deque<Long> sentNanos = new ArrayDeque<>();
    private Rules rules;
    private String draftId = "";
    private long draftDueNanos = NEVER;
    private long leftOut;

    /// When a window ends, or earlier.
    private long windowEndNanos = NEVER;

    /// @param ids gives each message its id
    AlertBook(Rules rules, Supplier<String> ids) {
        this.rules = rules;
        this.ids = ids;
    }

    Rules rules() {
        return rules;
    }

    /// Alerts that the next message tells as a number only.
    long leftOut() {
        return leftOut;
    }

    /// Other rules from now on. What is gathering is told at the time it was to be told.
    void retune(Rules changed) {
        rules = changed;
    }

    /// Takes an alert.
    Verdict tell(Alert alert, long nowNanos) {
        advance(nowNanos);
        Key key = Key.of(alert);
        if (alert.type() == AlertType.RECOVERED && !troubled.remove(key.process())) {
            return Verdict.IGNORED;
        }
        Window window = windows.get(key);
        if (window != null) {
            windows.put(key, counted(window, alert));
            noteTrouble(key);
            return Verdict.COUNTED;
        }
        if (!gather(key, new Tally(alert, 1, alert.epochMillis()), nowNanos)) {
            return Verdict.LEFT_OUT;
        }
        noteTrouble(key);
        gatherRepetitions(key.process(), nowNanos);
        return Verdict.GATHERED;
    }

    private static Window counted(Window window, Alert alert) {
        Tally tally = window.tally();
        if (tally == null) {
            return new Window(window.untilNanos(), new Tally(alert, 1, alert.epochMillis()));
        }
        tally.add(alert, 1);
        return window;
    }

    private void noteTrouble(Key key) {
        if (key.type() == AlertType.ABORTED || key.type() == AlertType.UNEXPECTED_EXIT) {
            troubled.add(key.process());
            trim(troubled, AlertLimits.NAMES_MAX);
        }
    }

    /// Counts alerts that nobody kept; the next message says how many.
    void miss(long count) {
        leftOut += count;
    }

    /// Adds to the draft, or counts what no longer fits.
    private boolean gather(Key key, Tally tally, long nowNanos) {
        Tally known = draft.remove(key);
        if (known != null) {
            known.add(tally.last, tally.count);
            draft.put(key, known);
            return true;
        }
        if (draft.size() >= AlertLimits.ENTRIES_MAX) {
            leftOut += tally.count;
            return false;
        }
        if (draft.isEmpty()) {
            draftId = ids.get();
            draftDueNanos = nowNanos + Math.max(rules.groupNanos(), AlertLimits.GATHER_NANOS);
        }
        draft.put(key, tally);
        return true;
    }

    /// What was counted of a process goes with what is told of it now, so that one message has the
    /// whole story.
    private void gatherRepetitions(String process, long nowNanos) {
        List<Key> repeated = new ArrayList<>();
        windows.forEach(
                (key, window) -> {
                    if (key.process().equals(process) && window.tally() != null) {
                        repeated.add(key);
                    }
                });
        for (Key key : repeated) {
            Window window = windows.remove(key);
            if (window != null && window.tally() != null) {
                gather(key, window.tally(), nowNanos);
            }
        }
    }

    /// Ends the windows whose time is over.
    private void advance(long nowNanos) {
        if (windowEndNanos > nowNanos) {
            return;
        }
        windowEndNanos = NEVER;
        List<String> repeated = new ArrayList<>();
        Iterator<Map.Entry<Key, Window>> all = windows.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Window> one = all.next();
            if (one.getValue().untilNanos() > nowNanos) {
                windowEndNanos = Math.min(windowEndNanos, one.getValue().untilNanos());
            } else if (one.getValue().tally() == null) {
                all.remove();
            } else {
                repeated.add(one.getKey().process());
            }
        }
        repeated.forEach(process -> gatherRepetitions(process, nowNanos));
    }

    /// The message whose time has come; from then on it counts as told. Null if there is none.
    @Nullable Due release(long nowNanos) {
        advance(nowNanos);
        if (draft.isEmpty() || draftDueNanos > nowNanos || rateFreeNanos(nowNanos) > nowNanos) {
            return null;
        }
        return told(nowNanos);
    }

    private Due told(long nowNanos) {
        var due = new Due(draftId, draft(), leftOut);
        if (rules.repeatNanos() > 0) {
            draft.keySet().forEach(key -> open(key, nowNanos + rules.repeatNanos(), null));
        }
        trim(windows.keySet(), AlertLimits.NAMES_MAX);
        draft.clear();
        draftDueNanos = NEVER;
        leftOut = 0;
        sentNanos.add(nowNanos);
        return due;
    }

    private void open(Key key, long untilNanos, @Nullable Tally tally) {
        windows.put(key, new Window(untilNanos, tally));
        windowEndNanos = Math.min(windowEndNanos, untilNanos);
    }

    /// When the next message may go.
    private long rateFreeNanos(long nowNanos) {
        while (!sentNanos.isEmpty() && sentNanos.getFirst() + HOUR_NANOS <= nowNanos) {
            sentNanos.removeFirst();
        }
        int tooMany = sentNanos.size() - Math.max(1, rules.perHour());
        if (tooMany < 0) {
            return nowNanos;
        }
        return sentNanos.stream().skip(tooMany).findFirst().orElse(nowNanos) + HOUR_NANOS;
    }

    /// When [#release] has something to do next; [#NEVER] if nothing is timed.
    ///
    /// @param isHeld no message is to go for now; what is counted stays counted
    long nextDeadlineNanos(boolean isHeld, long nowNanos) {
        long next = NEVER;
        for (Window window : windows.values()) {
            if (window.tally() != null) {
                next = Math.min(next, window.untilNanos());
            }
        }
        if (!draft.isEmpty() && !isHeld) {
            next = Math.min(next, Math.max(draftDueNanos, rateFreeNanos(nowNanos)));
        }
        return next;
    }

    /// Gives an alert that was taken the last lines of its process.
    ///
    /// @return false if it is not the newest any more, or enough others have lines
    boolean addLines(Alert alert, List<String> lines) {
        Key key = Key.of(alert);
        Tally tally = draft.get(key);
        Stream<Tally> others = draft.values().stream();
        if (tally == null) {
            Window window = windows.get(key);
            tally = window == null ? null : window.tally();
            others = windows.values().stream().map(Window::tally);
        }
        if (tally == null
                || !tally.last.equals(alert)
                || others.filter(AlertBook::hasLines).count()
                        >= AlertLimits.ENTRIES_WITH_LINES_MAX) {
            return false;
        }
        tally.last = alert.withLines(lines);
        return true;
    }

    private static boolean hasLines(@Nullable Tally tally) {
        return tally != null && !tally.last.lastLines().isEmpty();
    }

    /// Whether a recovery of this process would be told.
    boolean isTroubled(String process) {
        return troubled.contains(process);
    }

    Set<String> troubled() {
        return troubled;
    }

    private static void trim(Collection<?> oldestFirst, int max) {
        Iterator<?> oldest = oldestFirst.iterator();
        while (oldestFirst.size() > max && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /// What is counted and not told yet.
    ///
    /// @param untilNanos when it is told
    record Suppressed(AlertMessage.Entry entry, long untilNanos) {}

    List<Suppressed> suppressed() {
        List<Suppressed> all = new ArrayList<>();
        for (Window window : windows.values()) {
            if (window.tally() != null) {
                all.add(new Suppressed(window.tally().entry(), window.untilNanos()));
            }
        }
        return all;
    }

    /// What is gathering.
    List<AlertMessage.Entry> draft() {
        return draft.values().stream().map(Tally::entry).toList();
    }

    /// When the draft is told; [#NEVER] if there is none.
    long draftDueNanos(long nowNanos) {
        return draft.isEmpty() ? NEVER : Math.max(draftDueNanos, rateFreeNanos(nowNanos));
    }

    /// Messages in the last hour.
    int sentCount(long nowNanos) {
        long since = nowNanos - HOUR_NANOS;
        return (int) sentNanos.stream().filter(sent -> sent > since).count();
    }

    /// All of it at one moment, with times as milliseconds since the epoch.
    BookImage image(long nowNanos, long nowMillis) {
        List<BookImage.WindowImage> openWindows = new ArrayList<>();
        windows.forEach(
                (key, window) -> {
                    Tally tally = window.tally();
                    if (tally != null || window.untilNanos() > nowNanos) {
                        openWindows.add(
                                new BookImage.WindowImage(
                                        key.type(),
                                        key.process(),
                                        millis(window.untilNanos(), nowNanos, nowMillis),
                                        tally == null ? null : tally.entry()));
                    }
                });
        return new BookImage(
                draftId,
                draft.isEmpty() ? 0 : millis(draftDueNanos, nowNanos, nowMillis),
                draft(),
                leftOut,
                openWindows,
                List.copyOf(troubled),
                sentNanos.stream().map(sent -> millis(sent, nowNanos, nowMillis)).toList());
    }

    /// Rounded up, so that no message goes earlier for having been kept.
    private static long millis(long nanos, long nowNanos, long nowMillis) {
        return nowMillis + Math.ceilDiv(nanos - nowNanos, 1_000_000L);
    }

    /// Goes on where another daemon left off. The clock may have been set meanwhile: no time is
    /// taken for later than it can be.
    void restore(BookImage image, long nowNanos, long nowMillis) {
        for (BookImage.WindowImage window : image.windows()) {
            long untilNanos = nanos(window.untilMillis(), nowNanos, nowMillis);
            AlertMessage.Entry entry = window.entry();
            open(
                    new Key(window.type(), window.process()),
                    Math.min(untilNanos, nowNanos + rules.repeatNanos()),
                    entry == null ? null : tally(entry));
        }
        for (AlertMessage.Entry entry : image.draft()) {
            draft.put(Key.of(entry.last()), tally(entry));
        }
        if (!draft.isEmpty()) {
            draftId = image.draftId();
            draftDueNanos =
                    Math.min(
                            nanos(image.draftDueMillis(), nowNanos, nowMillis),
                            nowNanos + rules.groupNanos());
        }
        leftOut += image.leftOut();
        troubled.addAll(image.troubled());
        for (long sent : image.sentMillis()) {
            sentNanos.add(Math.min(nanos(sent, nowNanos, nowMillis), nowNanos));
        }
    }

    private static Tally tally(AlertMessage.Entry entry) {
        return new Tally(entry.last(), entry.count(), entry.firstMillis());
    }

    private static long nanos(long millis, long nowNanos, long nowMillis) {
        return nowNanos + (millis - nowMillis) * 1_000_000L;
    }

    /// The draft has become a message already: it is told.
    void dropDraft(String id, long nowNanos) {
        if (!draft.isEmpty() && draftId.equals(id)) {
            told(nowNanos);
        }
    }

    /// Whether this is the first of its kind in the draft.
    boolean isNew(Alert alert) {
        Tally tally = draft.get(Key.of(alert));
        return tally != null && tally.count == 1;
    }
}
