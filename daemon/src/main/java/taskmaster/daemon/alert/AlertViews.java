package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertList;
import taskmaster.config.AlertDestination;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Turns what is known of destinations into what people and tools see.
final class AlertViews {

    private AlertViews() {}

    static AlertList of(List<Desk> desks, @Nullable String spoolProblem) {
        long nowNanos = System.nanoTime();
        return new AlertList(
                desks.stream().map(desk -> view(desk, nowNanos)).toList(), spoolProblem);
    }

    private static AlertDestinationView view(Desk desk, long nowNanos) {
        AlertBook book = desk.book();
        Courier.View courier = desk.courier().view();
        int gathering = 0;
        for (AlertMessage.Entry entry : book.draft()) {
            gathering += entry.count();
        }
        long dueNanos = desk.isHeld() ? AlertBook.NEVER : book.draftDueNanos(nowNanos);
        List<AlertDestinationView.Suppressed> suppressed = new ArrayList<>();
        for (AlertBook.Suppressed one : book.suppressed()) {
            Alert last = one.entry().last();
            suppressed.add(
                    new AlertDestinationView.Suppressed(
                            last.type().key(),
                            last.process(),
                            one.entry().count(),
                            seconds(one.untilNanos() - nowNanos)));
        }
        List<AlertDestinationView.Result> results = new ArrayList<>();
        for (Delivery one : desk.deliveries()) {
            results.add(
                    new AlertDestinationView.Result(
                            Instant.ofEpochMilli(one.epochMillis()).toString(),
                            one.id(),
                            one.summary(),
                            one.isAccepted(),
                            one.answer()));
        }
        return new AlertDestinationView(
                desk.name(),
                kind(desk.destination()),
                gathering,
                dueNanos == AlertBook.NEVER ? null : seconds(dueNanos - nowNanos),
                courier.waiting(),
                courier.isSending(),
                courier.attempts(),
                courier.isFailing() && !courier.isSending()
                        ? seconds(courier.dueNanos() - nowNanos)
                        : null,
                courier.problem(),
                book.sentCount(nowNanos),
                book.rules().perHour(),
                book.leftOut(),
                suppressed,
                results);
    }

    private static Double seconds(long nanos) {
        return Math.max(0, nanos / 1_000_000) / 1000.0;
    }

    private static String kind(AlertDestination destination) {
        return switch (destination) {
            case AlertDestination.Mail _ -> "mail";
            case AlertDestination.Webhook _ -> "webhook";
            case AlertDestination.Command _ -> "command";
            case AlertDestination.Syslog _ -> "syslog";
        };
    }
}
