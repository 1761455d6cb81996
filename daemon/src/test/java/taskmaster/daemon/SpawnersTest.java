package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import taskmaster.core.ProcessSpec;
import taskmaster.linux.SpawnResult;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@Timeout(30)
final class SpawnersTest {

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    @Test
    void startsInTheOrderAsked() throws InterruptedException {
        List<String> launched = new ArrayList<>();
        Spawners spawners =
                started(
                        spec -> {
                            synchronized (launched) {
                                launched.add(spec.name());
                            }
                            return new SpawnResult.Spawned(1, -1);
                        });
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            asked.add("p" + i);
            spawners.spawn(Specs.named("p" + i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(launched).isEqualTo(asked);
    }

    @Test
    void goesOnWhileOneStartHangs() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Spawners spawners =
                started(
                        spec -> {
                            if (spec.name().startsWith("hang")) {
                                await(release);
                            }
                            return new SpawnResult.Spawned(1, -1);
                        });
        spawners.spawn(Specs.named("hang1"));
        spawners.spawn(Specs.named("hang2"));
        spawners.spawn(Specs.named("other"));
        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("other");
        release.countDown();
        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("hang1", "hang2");
        spawners.spawn(Specs.named("after"));
        assertThat(next()).isEqualTo("after");
    }

    private String next() throws InterruptedException {
        return String.valueOf(answers.poll(10, TimeUnit.SECONDS));
    }

    private Spawners started(java.util.function.Function<ProcessSpec, SpawnResult> launch) {
        Spawners spawners =
                new Spawners(
                        () -> {},
                        spec -> () -> launch.apply(spec),
                        (spec, _) -> answers.add(spec.name()));
        spawners.start();
        return spawners;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
