package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Situations.NOW;
import static taskmaster.core.Situations.OTHER_PID;
import static taskmaster.core.Situations.PID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import taskmaster.core.Situations.Occurrence;
import taskmaster.core.Situations.Situation;

import java.util.List;

/// Laws that hold for every event in every state.
class EveryCellTest {

    @FunctionalInterface
    private interface Law {
        /// @return false if it says nothing about this cell
        boolean check(Situation situation, Occurrence occurrence, Step step);
    }

    /// Checks a law in every cell. It must have something to say somewhere.
    private static void everywhere(Law law) {
        int concerned = 0;
        for (Situation situation : Situations.all()) {
            for (Occurrence occurrence : Situations.occurrences()) {
                Step step = situation.step(occurrence.event());
                try {
                    concerned += law.check(situation, occurrence, step) ? 1 : 0;
                } catch (AssertionError broken) {
                    throw new AssertionError(situation + " <- " + occurrence + ": " + step, broken);
                }
            }
        }
        assertThat(concerned).as("cells that the law concerns").isPositive();
    }

    private static void on(Class<? extends Event> type, Law law) {
        everywhere(
                (situation, occurrence, step) ->
                        type.isInstance(occurrence.event())
                                && law.check(situation, occurrence, step));
    }

    @Test
    void aSpawnIsOrderedExactlyWhereSpawningIsEntered() {
        everywhere(
                (situation, occurrence, step) -> {
                    boolean entered =
                            step.record().state() instanceof ProcessState.Spawning
                                    && !(situation.state() instanceof ProcessState.Spawning);

                    assertThat(spawns(step)).isEqualTo(entered ? 1 : 0);
                    return true;
                });
    }

    @Test
    void nothingIsSpawnedBesideWhatLives() {
        everywhere(
                (situation, occurrence, step) -> {
                    if (spawns(step) == 0) {
                        return false;
                    }

                    assertThat(lives(situation.record()) && !isOwnDeath(situation, occurrence))
                            .as("something lives")
                            .isFalse();
                    assertThat(step.record().history().survivor()).isNull();
                    if (situation.state() instanceof ProcessState.Cancelling) {
                        assertThat(occurrence.event()).isInstanceOf(Event.SpawnFailed.class);
                    }
                    assertThat(situation.state()).isNotInstanceOf(ProcessState.Spawning.class);
                    return true;
                });
    }

    @Test
    void noLivingProcessIsLostSightOf() {
        everywhere(
                (situation, occurrence, step) -> {
                    if (situation.state().livingPid() == PID
                            && !isOwnDeath(situation, occurrence)) {
                        assertThat(step.record())
                                .satisfiesAnyOf(
                                        record ->
                                                assertThat(record.state().livingPid())
                                                        .isEqualTo(PID),
                                        record ->
                                                assertThat(record.history().isSurvivor(PID))
                                                        .isTrue());
                    }
                    if (occurrence.event() instanceof Event.Spawned) {
                        boolean isAwaited = awaitsSpawn(situation.state());
                        assertThat(step.record().state().livingPid() == OTHER_PID)
                                .isEqualTo(isAwaited);
                        assertThat(isAwaited || kills(step, OTHER_PID))
                                .as("known or killed")
                                .isTrue();
                    }
                    return true;
                });
    }

    @Test
    void aDeadProcessIsNeitherKnownNorSignalledItself() {
        everywhere(
                (situation, occurrence, step) -> {
                    if (!isOwnDeath(situation, occurrence)) {
                        return false;
                    }

                    assertThat(step.record().state().livingPid()).isZero();
                    assertThat(step.record().history().survivor()).isNull();
                    assertThat(step.effects())
                            .noneMatch(
                                    effect ->
                                            effect instanceof Effect.SendSignal signal
                                                    && signal.scope() == Effect.Scope.LEADER);
                    return true;
                });
    }

    @Test
    void leftoversAreEndedBeforeAnythingStarts() {
        everywhere(
                (situation, occurrence, step) -> {
                    boolean leaves =
                            occurrence.event() instanceof Event.ChildExited e && e.leftovers();
                    if (!leaves || !isOwnDeath(situation, occurrence)) {
                        return false;
                    }

                    assertThat(spawns(step)).isZero();
                    boolean signalled =
                            step.effects().stream()
                                    .anyMatch(
                                            effect ->
                                                    effect instanceof Effect.SendSignal signal
                                                            && signal.pid() == PID
                                                            && signal.scope()
                                                                    == Effect.Scope.GROUP);
                    assertThat(signalled || step.record().state() instanceof ProcessState.Sweeping)
                            .isTrue();
                    return true;
                });
    }

    @Test
    void onlyWhatIsDeadIsForgotten() {
        everywhere(
                (situation, occurrence, step) -> {
                    if (step.effects().stream().noneMatch(Effect.Forget.class::isInstance)) {
                        return false;
                    }

                    assertThat(lives(situation.record()) && !isOwnDeath(situation, occurrence))
                            .isFalse();
                    assertThat(awaitsSpawn(situation.state()) && !isAnswer(occurrence)).isFalse();
                    assertThat(spawns(step)).isZero();
                    assertThat(step.record().state().deadline())
                            .isEqualTo(ProcessState.NO_DEADLINE);
                    assertThat(step.record().state().phase().isActive()).isFalse();
                    return true;
                });
    }

    @Test
    void afterItsDeadlineAStateWaitsForALaterOne() {
        on(
                Event.DeadlineReached.class,
                (situation, occurrence, step) -> {
                    ProcessState after = step.record().state();

                    assertThat(after.deadline()).isGreaterThan(NOW);
                    return true;
                });
    }

    @Test
    void whatIsOfNoConcernChangesNothing() {
        everywhere(
                (situation, occurrence, step) -> {
                    boolean ofAnother = occurrence.detail().equals("of another");
                    boolean early =
                            occurrence.event() instanceof Event.DeadlineReached
                                    && situation.state().deadline() > NOW;
                    if (!ofAnother && !early) {
                        return false;
                    }

                    assertThat(step.record()).isEqualTo(situation.record());
                    assertThat(step.effects()).isEmpty();
                    return true;
                });
    }

    @Test
    void anOrderToStopLeadsDown() {
        on(
                Event.StopRequested.class,
                (situation, occurrence, step) -> {
                    assertThat(spawns(step)).isZero();
                    assertThat(step.record().state())
                            .satisfiesAnyOf(
                                    state -> assertThat(state.phase().isActive()).isFalse(),
                                    state -> assertThat(next(state)).isInstanceOf(Next.Stop.class));
                    assertThat(
                                    Lifecycle.step(
                                            spec(situation),
                                            step.record(),
                                            new Event.StopRequested(),
                                            NOW))
                            .as("a second one changes nothing")
                            .isEqualTo(new Step(step.record(), List.of()));
                    return true;
                });
    }

    @Test
    void anOrderToRestartLeadsToANewProcess() {
        on(
                Event.RestartRequested.class,
                (situation, occurrence, step) -> {
                    boolean survives =
                            situation.history().survivor() != null
                                    || step.record().history().survivor() != null;

                    assertThat(step.record().state())
                            .satisfiesAnyOf(
                                    state ->
                                            assertThat(state)
                                                    .isEqualTo(new ProcessState.Spawning(1)),
                                    state -> assertThat(next(state)).isInstanceOf(Next.Start.class),
                                    state ->
                                            assertThat(survives && state.phase() == Phase.ABORTED)
                                                    .isTrue());
                    return true;
                });
    }

    @Test
    void anOrderToStartLeadsUpUnlessOutOfServiceOrDying() {
        on(
                Event.StartRequested.class,
                (situation, occurrence, step) -> {
                    ProcessState state = step.record().state();

                    assertThat(state)
                            .satisfiesAnyOf(
                                    s -> assertThat(s.phase()).isIn(Phase.STARTING, Phase.RUNNING),
                                    s -> assertThat(next(s)).isInstanceOf(Next.Start.class),
                                    s ->
                                            assertThat(s)
                                                    .isEqualTo(
                                                            new ProcessState.Unknown(PID, "fault")),
                                    s ->
                                            assertThat(
                                                            situation.history().survivor() != null
                                                                    && s.phase() == Phase.ABORTED)
                                                    .isTrue());
                    return true;
                });
    }

    @Test
    void anOrderToRemoveForgetsOrWill() {
        on(
                Event.RemoveRequested.class,
                (situation, occurrence, step) -> {
                    if (step.effects().stream().noneMatch(Effect.Forget.class::isInstance)) {
                        assertThat(next(step.record().state())).isInstanceOf(Next.Remove.class);
                    }
                    return true;
                });
    }

    @Test
    void anOrderToKillSendsSigkillToWhatLives() {
        on(
                Event.KillRequested.class,
                (situation, occurrence, step) -> {
                    boolean killed =
                            situation.state() instanceof ProcessState.Stopping s && s.killed();

                    assertThat(spawns(step)).isZero();
                    if (situation.state().livingPid() != 0 && !killed) {
                        assertThat(kills(step, PID)).isTrue();
                    }
                    if (next(situation.state()) instanceof Next.Remove) {
                        assertThat(next(step.record().state())).isInstanceOf(Next.Remove.class);
                    }
                    return true;
                });
    }

    @Test
    void theSameQuestionHasTheSameAnswer() {
        everywhere(
                (situation, occurrence, step) -> {
                    assertThat(situation.step(occurrence.event()))
                            .isEqualTo(situation.step(occurrence.event()));
                    return true;
                });
    }

    private static ProcessSpec spec(Situation situation) {
        return situation.specs().process();
    }

    private static long spawns(Step step) {
        return step.effects().stream().filter(Effect.Spawn.class::isInstance).count();
    }

    private static boolean kills(Step step, int pid) {
        return step.effects()
                .contains(new Effect.SendSignal(pid, Signals.SIGKILL, Effect.Scope.LEADER));
    }

    private static boolean lives(ProcessRecord record) {
        return record.state().livingPid() != 0 || record.history().survivor() != null;
    }

    private static boolean isOwnDeath(Situation situation, Occurrence occurrence) {
        return occurrence.event() instanceof Event.ChildExited exited
                && (exited.pid() == situation.state().livingPid()
                        || situation.history().isSurvivor(exited.pid()));
    }

    private static boolean awaitsSpawn(ProcessState state) {
        return state instanceof ProcessState.Spawning || state instanceof ProcessState.Cancelling;
    }

    private static boolean isAnswer(Occurrence occurrence) {
        return occurrence.event() instanceof Event.SpawnFailed;
    }

    private static @Nullable Next next(ProcessState state) {
        return switch (state) {
            case ProcessState.Cancelling s -> s.next();
            case ProcessState.Stopping s -> s.next();
            case ProcessState.Sweeping s -> s.next();
            case ProcessState.Stopped _,
                    ProcessState.Spawning _,
                    ProcessState.Starting _,
                    ProcessState.Running _,
                    ProcessState.Backoff _,
                    ProcessState.Exited _,
                    ProcessState.Aborted _,
                    ProcessState.Unknown _ ->
                    null;
        };
    }
}
