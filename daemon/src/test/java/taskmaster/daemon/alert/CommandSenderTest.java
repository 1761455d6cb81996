package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.config.AlertDestination;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

class CommandSenderTest {

    private static final AlertMessage MESSAGE = Messages.of(Messages.aborted("web:web_00"));
    private static final long SECOND = 1_000_000_000L;

    @TempDir private Path directory;
    private final Kernel kernel = LinuxKernel.open();
    private final AtomicInteger reaped = new AtomicInteger();

    private SendResult run(long timeoutNanos, AlertMessage message, String... command) {
        ChildSettings settings =
                new ChildSettings(
                        Map.of("PATH", "/usr/bin:/bin", "OF_DAEMON", "yes"),
                        kernel.noFileLimit(),
                        reaped::incrementAndGet);
        AlertDestination.Command destination =
                new AlertDestination.Command("pager", timeoutNanos, List.of(command));
        int before = descriptors();
        SendResult result = new CommandSender(destination, kernel, settings).send(message);
        assertThat(descriptors()).as("no descriptor stays").isLessThanOrEqualTo(before);
        assertThat(zombies()).as("no zombie stays").isEmpty();
        return result;
    }

    private SendResult shell(long timeoutNanos, String script) {
        return run(timeoutNanos, MESSAGE, "/bin/sh", "-c", script);
    }

    private static String problem(SendResult result) {
        assertThat(result).isInstanceOf(SendResult.Refused.class);
        assertThat(((SendResult.Refused) result).isPermanent()).isFalse();
        return ((SendResult.Refused) result).problem();
    }

    private static int descriptors() {
        return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
    }

    /// Dead, unreaped children of this process.
    private static List<String> zombies() {
        List<String> found = new ArrayList<>();
        for (String pid :
                Objects.requireNonNull(new File("/proc").list((_, name) -> name.matches("\\d+")))) {
            String stat = stat(pid);
            String rest = stat.substring(stat.lastIndexOf(')') + 1);
            if (rest.startsWith(" Z " + ProcessHandle.current().pid() + " ")) {
                found.add(stat);
            }
        }
        return found;
    }

    private static String stat(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "stat"));
        } catch (IOException _) {
            return "";
        }
    }

    private static void awaitDeath(String pid) {
        long deadline = System.nanoTime() + 10 * SECOND;
        while (isAlive(pid) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(isAlive(pid)).as(stat(pid)).isFalse();
    }

    private static boolean isAlive(String pid) {
        String stat = stat(pid.strip());
        return !stat.isEmpty() && !stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z");
    }

    @Test
    void commandGetsTheDocumentAndTheEnvironment() throws Exception {
        Path file = directory.resolve("got");

        SendResult result =
                shell(30 * SECOND, "cat >" + file + "; echo $OF_DAEMON; echo to stderr >&2");

        assertThat(result).isEqualTo(new SendResult.Accepted("exit code 0: yes to stderr"));
        assertThat(Files.readAllBytes(file)).isEqualTo(AlertJson.of(MESSAGE));
        assertThat(reaped).hasValue(1);
    }

    @Test
    void wordsAreNoShellCode() {
        assertThat(run(30 * SECOND, MESSAGE, "echo", "$HOME;", "`id`"))
                .isEqualTo(new SendResult.Accepted("exit code 0: $HOME; `id`"));
    }

    @Test
    void exitCodeOtherThanZeroIsTriedAgain() {
        assertThat(problem(shell(30 * SECOND, "echo no pager >&2; exit 3")))
                .isEqualTo("cannot alert by /bin/sh: exit code 3: no pager");
    }

    @Test
    void deathBySignalIsTriedAgain() {
        assertThat(problem(shell(30 * SECOND, "kill -9 $$"))).contains("killed by SIGKILL");
    }

    @Test
    void missingCommandIsTold() {
        assertThat(problem(run(SECOND, MESSAGE, "/nowhere/pager")))
                .startsWith("cannot alert by /nowhere/pager: ")
                .contains("(ENOENT)");
    }

    @Test
    void commandThatDoesNotReadDoesNotBlock() {
        List<Alert> alerts = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            alerts.add(Messages.aborted("process-with-a-long-name-" + number));
        }
        AlertMessage large = Messages.of(alerts.toArray(Alert[]::new));
        assertThat(AlertJson.of(large).length).isGreaterThan(60_000);

        assertThat(run(30 * SECOND, large, "/bin/true"))
                .isEqualTo(new SendResult.Accepted("exit code 0"));
        assertThat(problem(run(SECOND / 2, large, "/bin/sleep", "1000")))
                .contains("took longer than 500 ms");
    }

    @Test
    void commandThatHangsIsEnded() {
        long begin = System.nanoTime();

        assertThat(problem(shell(SECOND / 2, "echo begun; exec sleep 1000")))
                .isEqualTo(
                        "cannot alert by /bin/sh: it took longer than 500 ms and was ended: begun");
        assertThat(System.nanoTime() - begin).isLessThan(10 * SECOND);
    }

    @Test
    void wholeGroupIsKilledWhenItIgnoresTheSignal() throws Exception {
        Path file = directory.resolve("pids");

        SendResult result =
                shell(
                        SECOND,
                        "trap '' TERM; sleep 1000 & echo $! >"
                                + file
                                + "; echo $$ >>"
                                + file
                                + "; while :; do sleep 1; done");

        assertThat(problem(result)).contains("was ended");
        List<String> pids = Files.readAllLines(file, UTF_8);
        assertThat(pids).hasSize(2);
        pids.forEach(CommandSenderTest::awaitDeath);
    }

    @Test
    void childrenThatItLeavesBehindAreNotWaitedFor() throws Exception {
        Path file = directory.resolve("pid");
        long begin = System.nanoTime();

        assertThat(shell(60 * SECOND, "sleep 1000 & echo $! >" + file + "; echo done"))
                .isEqualTo(new SendResult.Accepted("exit code 0: done"));

        assertThat(System.nanoTime() - begin).isLessThan(20 * SECOND);
        long left = Long.parseLong(Files.readString(file).strip());
        ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void endlessOutputIsBounded() {
        assertThat(problem(shell(SECOND, "yes \u001b[31mx")))
                .contains("was ended: x x x")
                .hasSizeLessThan(500);
    }

    @Test
    void closedInputAndOutputAreNoProblem() {
        assertThat(shell(30 * SECOND, "exec <&- >&- 2>&-; exit 0"))
                .isEqualTo(new SendResult.Accepted("exit code 0"));
    }
}
