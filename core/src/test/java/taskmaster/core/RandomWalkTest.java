package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The real fleet in random worlds. `-Dtaskmaster.seed=N` lives through one of them alone.
class RandomWalkTest {

    private static final int WORLDS = 100;
    private static final int EVENTS = 1500;

    @Test
    void theLawsHoldInEveryWorldAndEachSeedIsOneWorld() {
        Long only = Long.getLong("taskmaster.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? WORLDS : only;
        long events = 0;
        Set<Class<?>> seen = new HashSet<>();
        for (long seed = first; seed <= last; seed++) {
            RandomWorld world = live(seed);
            RandomWorld again = live(seed);
            assertThat(again.tapeHash).as("tape of seed " + seed).isEqualTo(world.tapeHash);
            events += world.events;
            seen.addAll(world.seen);
        }
        assertThat(events).isGreaterThanOrEqualTo((last - first + 1) * EVENTS);
        if (only == null) {
            assertThat(seen).containsAll(everythingPossible());
        }
    }

    /// All states, events, effects and notices but those that only a fault or a fleet brings.
    private static Set<Class<?>> everythingPossible() {
        Set<Class<?>> kinds = new HashSet<>();
        for (Class<?> family :
                List.of(ProcessState.class, Event.class, Effect.class, Notice.class)) {
            for (Class<?> kind : family.getPermittedSubclasses()) {
                kinds.add(kind);
            }
        }
        kinds.remove(Effect.Scope.class);
        kinds.removeAll(
                List.of(
                        ProcessState.Unknown.class,
                        Notice.Faulted.class,
                        Event.RemoveRequested.class));
        return kinds;
    }

    private static RandomWorld live(long seed) {
        var world = new RandomWorld(seed);
        try {
            world.run(EVENTS);
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(
                    "%s%nafter %d events; replay: mvn -pl core -am test -Dtest=RandomWalkTest -Dtaskmaster.seed=%d%n%s"
                            .formatted(broken.getMessage(), world.events, seed, world.tape()),
                    broken);
        }
        return world;
    }
}
