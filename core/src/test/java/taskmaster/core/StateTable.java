package taskmaster.core;

import static java.util.stream.Collectors.joining;

import taskmaster.core.Situations.Occurrence;
import taskmaster.core.Situations.Situation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes `docs/states.md` from what the state machine answers.
final class StateTable {

    private static final String NOTHING = "·";

    private final StringBuilder out = new StringBuilder();
    private final List<Situation> situations = Situations.all();
    private final List<Occurrence> occurrences = Situations.occurrences();

    private StateTable() {}

    static String markdown() {
        var table = new StateTable();
        table.introduce();
        table.diagram();
        table.overview();
        table.details();
        return table.out.toString();
    }

    private void introduce() {
        line(
                """
                # States of a process

                Generated from the code by `StateTableTest`, which drives every event into every \
                state; do not edit. After a change: `mvn -pl core -am test -Dtaskmaster.update=true`.

                People see the name of the phase: `Spawning` and `Starting` are STARTING; \
                `Cancelling`, `Stopping` and `Sweeping` are STOPPING; the others are called as here.

                - **Spawning**: a spawn is under way. **Cancelling**: so is it, but its process is \
                not wanted any more.
                - **Starting**: it lives, but not yet for `starttime`. **Backoff**: it waits for \
                the next attempt.
                - **Stopping**: it has been told to end. **Sweeping**: it is dead, and what is \
                left of its process group is being ended.
                - **Unknown**: out of service after a fault of taskmaster itself.
                """);
    }

    private void diagram() {
        line("## Picture\n");
        line("Operator's orders, facts and deadlines; events that change nothing are left out.\n");
        line("```mermaid\nstateDiagram-v2");
        line("    [*] --> Stopped");
        Map<String, Set<String>> edges = new LinkedHashMap<>();
        for (Situation situation : situations) {
            for (Occurrence occurrence : occurrences) {
                Step step = situation.step(occurrence.event());
                String to = isForgotten(step) ? "[*]" : name(step.record().state());
                if (!to.equals(situation.stateName())) {
                    edges.computeIfAbsent(
                                    situation.stateName() + " --> " + to, _ -> new TreeSet<>())
                            .add(occurrence.eventName());
                }
            }
        }
        edges.forEach((edge, names) -> line("    " + edge + " : " + String.join(", ", names)));
        line("```\n");
    }

    private void overview() {
        line("## Overview\n");
        line(
                "What an event may make of a state; `"
                        + NOTHING
                        + "` leaves it as it is, `gone` drops");
        line("the process.\n");
        Set<String> events = new LinkedHashSet<>();
        occurrences.forEach(occurrence -> events.add(occurrence.eventName()));
        line("| | " + String.join(" | ", events) + " |");
        line("|---|" + "---|".repeat(events.size()));
        Map<String, Map<String, Set<String>>> rows = new LinkedHashMap<>();
        for (Situation situation : situations) {
            for (Occurrence occurrence : occurrences) {
                Step step = situation.step(occurrence.event());
                String to = isForgotten(step) ? "gone" : name(step.record().state());
                rows.computeIfAbsent(situation.stateName(), _ -> new TreeMap<>())
                        .computeIfAbsent(occurrence.eventName(), _ -> new TreeSet<>())
                        .add(to.equals(situation.stateName()) ? NOTHING : to);
            }
        }
        rows.forEach(
                (state, cells) ->
                        line(
                                "| **%s** | %s |"
                                        .formatted(
                                                state,
                                                events.stream()
                                                        .map(
                                                                e ->
                                                                        cell(
                                                                                cells.getOrDefault(
                                                                                        e,
                                                                                        Set.of())))
                                                        .collect(joining(" | ")))));
        line("");
    }

    private static String cell(Set<String> targets) {
        return targets.stream()
                .filter(target -> targets.size() == 1 || !target.equals(NOTHING))
                .collect(joining(" "));
    }

    private void details() {
        line("## Every state, every event\n");
        line(
                """
                With `autorestart: unexpected`, `exitcodes: [0]`, `startretries: 2`, \
                `starttime: 10`, `stoptime: 20`, unless it says otherwise. \
                Pid 100 is the process's own, 200 a new one, 201 somebody else's.
                """);
        for (Situation situation : situations) {
            line("### " + situation + "\n");
            line("`" + words(situation.state()) + "`\n");
            line("| event | then | effects |");
            line("|---|---|---|");
            List<String> ignored = new ArrayList<>();
            for (Occurrence occurrence : occurrences) {
                Step step = situation.step(occurrence.event());
                if (step.record().equals(situation.record()) && step.effects().isEmpty()) {
                    ignored.add(occurrence.toString());
                } else {
                    line(row(situation, occurrence, step));
                }
            }
            line("\nIgnored: " + String.join(", ", ignored) + ".\n");
        }
    }

    private static String row(Situation situation, Occurrence occurrence, Step step) {
        return "| %s | %s | %s |"
                .formatted(
                        occurrence,
                        then(situation, step),
                        step.effects().stream().map(StateTable::words).collect(joining("; ")));
    }

    private static String then(Situation situation, Step step) {
        if (isForgotten(step)) {
            return "gone";
        }
        if (!step.record().state().equals(situation.state())) {
            return "`" + words(step.record().state()) + "`";
        }
        return step.record().equals(situation.record()) ? NOTHING : NOTHING + " (noted)";
    }

    private static String words(Effect effect) {
        return switch (effect) {
            case Effect.Spawn _ -> "spawn";
            case Effect.Forget _ -> "forget";
            case Effect.SendSignal e ->
                    Signals.name(e.signal())
                            + (e.scope() == Effect.Scope.GROUP ? " to group " : " to ")
                            + e.pid();
            case Effect.Publish e -> "_" + e.notice().getClass().getSimpleName() + "_";
        };
    }

    /// The state with its times relative to now.
    private static String words(ProcessState state) {
        return switch (state) {
            case ProcessState.Stopped _ -> "Stopped";
            case ProcessState.Spawning s -> "Spawning, attempt " + s.attempt();
            case ProcessState.Cancelling s ->
                    "Cancelling" + (s.kill() ? " by SIGKILL" : "") + ", " + words(s.next());
            case ProcessState.Starting s ->
                    "Starting %d, attempt %d, %s"
                            .formatted(s.pid(), s.attempt(), time(s.deadlineNanos()));
            case ProcessState.Running s -> "Running " + s.pid();
            case ProcessState.Backoff s ->
                    "Backoff, attempt %d, %s".formatted(s.attempt(), time(s.dueNanos()));
            case ProcessState.Stopping s ->
                    "Stopping %d%s, %s, %s"
                            .formatted(
                                    s.pid(),
                                    s.killed() ? " by SIGKILL" : "",
                                    time(s.deadlineNanos()),
                                    words(s.next()));
            case ProcessState.Sweeping s ->
                    "Sweeping %d%s, %s, %s"
                            .formatted(
                                    s.pid(),
                                    s.killed() ? " by SIGKILL" : "",
                                    time(s.deadlineNanos()),
                                    words(s.next()));
            case ProcessState.Exited s ->
                    "Exited, %s, %sexpected"
                            .formatted(Describe.status(s.status()), s.expected() ? "" : "un");
            case ProcessState.Aborted _ -> "Aborted";
            case ProcessState.Unknown s -> s.pid() == 0 ? "Unknown" : "Unknown " + s.pid();
        };
    }

    private static String words(Next next) {
        return switch (next) {
            case Next.Stop _ -> "then Stopped";
            case Next.Start _ -> "then a start";
            case Next.Remove _ -> "then gone";
            case Next.Retry n -> "then attempt %d, %s".formatted(n.attempt(), time(n.dueNanos()));
            case Next.Exit _ -> "then Exited";
            case Next.Abort _ -> "then Aborted";
        };
    }

    private static String time(long nanos) {
        if (nanos == ProcessState.NO_DEADLINE) {
            return "no deadline";
        }
        return nanos <= Situations.NOW
                ? "due"
                : "due in " + Describe.duration(nanos - Situations.NOW);
    }

    private static String name(ProcessState state) {
        return state.getClass().getSimpleName();
    }

    private static boolean isForgotten(Step step) {
        return step.effects().stream().anyMatch(Effect.Forget.class::isInstance);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
