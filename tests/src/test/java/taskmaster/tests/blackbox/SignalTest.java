package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Signals to the daemon, and the order of starts and stops.
final class SignalTest {

    private static final String ORDERED =
            """
            defaults: {starttime: 0, stoptime: 20}
            programs:
              last:   {cmd: "${here}/order last 1", priority: 30}
              first:  {cmd: "${here}/order first 0", priority: 10}
              second: {cmd: "${here}/order second 0.3", priority: 20}
              third:  {cmd: "${here}/order third 0.3", priority: 20, numprocs: 2}
            """;

    private static final String ORDER =
            """
            order=${0%/*}/order
            echo "start $1" >> "$order"
            trap 'sleep "$2"; echo "stop $1" >> "$order"; exit 0' TERM
            echo ready > "${0%/*}/$1.ready"
            while :; do sleep 1000 & wait; done
            """;

    private static final String STUBBORN =
            """
            trap '' TERM
            echo ready > "${0%/*}/$1.ready"
            while :; do sleep 1000; done
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private Daemon ordered() throws IOException {
        Daemon daemon = daemons.prepare(ORDERED).script("order", ORDER).start();
        for (String name : List.of("last", "first", "second", "third")) {
            daemon.awaitText(name + ".ready", "ready");
        }
        return daemon;
    }

    private static void assertStopOrder(Daemon daemon) {
        List<String> stops =
                daemon.text("order").lines().filter(line -> line.startsWith("stop")).toList();
        assertThat(stops.getFirst()).isEqualTo("stop last");
        assertThat(stops.subList(1, 4))
                .containsExactlyInAnyOrder("stop second", "stop third", "stop third");
        assertThat(stops.getLast()).isEqualTo("stop first");
        assertThat(stops).hasSize(5);
    }

    @Test
    void programsStartInTheOrderOfTheirPriorityThenOfTheFile() throws IOException {
        Daemon daemon = ordered();
        daemon.awaitLog("last: started, pid");
        List<String> started =
                daemon.log().lines().filter(line -> line.contains(": started, pid")).toList();
        assertThat(started).hasSize(5);
        assertThat(started.get(0)).contains("first:");
        assertThat(started.get(1)).contains("second:");
        assertThat(started.get(2)).contains("third:third_00");
        assertThat(started.get(3)).contains("third:third_01");
        assertThat(started.get(4)).contains("last:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalToEndStopsAllInReverseOrderAndExitsWithZero(String signal) throws IOException {
        Daemon daemon = ordered();
        List<Long> pids =
                List.of(daemon.pid("first"), daemon.pid("third:third_01"), daemon.pid("last"));
        daemon.signal(signal);
        assertThat(daemon.awaitEnd()).isZero();
        assertStopOrder(daemon);
        assertThat(pids).noneMatch(Proc::lives);
        assertThat(daemon.socket()).doesNotExist();
        assertThat(daemon.ctl("status").status()).isEqualTo(4);
    }

    @Test
    void controlCInTheTerminalOfTheDaemonStopsAllInOrder() throws IOException {
        Users.assumeTool("python3");
        Daemon daemon = daemons.prepare(ORDERED).script("order", ORDER);
        try (Terminal terminal = Terminal.foreground(daemon)) {
            for (String name : List.of("last", "first", "second", "third")) {
                daemon.awaitText(name + ".ready", "ready");
            }
            terminal.await("taskmasterctl -c").type(Terminal.CONTROL_C);
            assertThat(terminal.awaitReport()).isEqualTo("0 restored");
            assertStopOrder(daemon);
        }
    }

    @Test
    void theShutdownCommandStopsAllInReverseOrderToo() throws IOException {
        Daemon daemon = ordered();
        Ended shutdown = daemon.ctl("shutdown");
        assertThat(shutdown.status()).as(shutdown.toString()).isZero();
        assertThat(daemon.awaitEnd()).isZero();
        assertStopOrder(daemon);
    }

    @Test
    void stopAllStopsInReverseOrderAndStartAllInOrder() throws IOException {
        Daemon daemon = ordered();
        Ended stop = daemon.ctl("stop", "all");
        assertThat(stop.status()).isZero();
        assertThat(stop.out().lines()).hasSize(5);
        List<String> sent =
                daemon.log().lines().filter(line -> line.contains(": stopping")).toList();
        assertThat(sent.getFirst()).contains("last:");
        assertThat(sent.getLast()).contains("first:");
        assertThat(daemon.ctl("start", "all").status()).isZero();
        assertThat(daemon.processes()).extracting(ProcessView::state).containsOnly("RUNNING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSecondSignalToEndKillsAtOnce(String signal) throws IOException {
        Daemon daemon =
                daemons.prepare(
                                """
                                defaults: {starttime: 0, stoptime: 600}
                                programs:
                                  one: {cmd: "${here}/stubborn one", priority: 1}
                                  two: {cmd: "${here}/stubborn two", priority: 2}
                                """)
                        .script("stubborn", STUBBORN)
                        .start();
        daemon.awaitText("one.ready", "ready");
        daemon.awaitText("two.ready", "ready");
        List<Long> pids = List.of(daemon.pid("one"), daemon.pid("two"));
        daemon.signal(signal);
        daemon.awaitState("two", "STOPPING");
        assertThat(daemon.status("one").state()).as("not its turn").isEqualTo("RUNNING");
        assertThat(daemon.ctl("start", "one").status()).as("too late to start").isNotZero();
        daemon.signal(signal);
        assertThat(daemon.awaitEnd()).isZero();
        assertThat(pids).noneMatch(Proc::lives);
    }

    @Test
    void sigusr1WritesTheStateIntoTheLogAndSigquitTheThreads() throws IOException {
        Daemon daemon =
                daemons.start(
                        """
                        programs:
                          web: {cmd: sleep 1000, numprocs: 2, starttime: 0}
                          gone: {cmd: /nowhere/program, startretries: 0}
                        """);
        daemon.awaitState("gone", "ABORTED");
        long pid = daemon.pid("web:web_01");
        daemon.signal("USR1");
        daemon.awaitLog("state of 3 processes");
        daemon.awaitLog(" web:web_01: RUNNING, pid " + pid + " for ");
        daemon.awaitLog("gone: ABORTED: ");
        daemon.signal("QUIT");
        daemon.awaitText("daemon.out", "Full thread dump");
        assertThat(daemon.pid("web:web_01")).isEqualTo(pid);
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void signalsThatWereIgnoredAtTheStartAreHeardAndNotPassedOn() throws IOException {
        Daemon daemon =
                daemons.prepare("programs: {web: {cmd: sleep 1000, starttime: 0}}\n")
                        .through(
                                List.of("sh", "-c", "trap '' HUP INT TERM USR1; exec \"$@\"", "sh"))
                        .start();
        daemon.awaitState("web", "RUNNING");
        assertThat(Proc.status(daemon.pid("web"), "SigIgn")).matches("0{8}[01]80{7}|0{16}");
        daemon.signal("HUP");
        daemon.awaitLog("configuration reloaded");
        daemon.signal("INT");
        assertThat(daemon.awaitEnd()).isZero();
    }

    @Test
    void aDaemonThatWasKilledLeavesNothingThatStopsTheNext() throws IOException {
        Daemon daemon = daemons.start("programs: {web: {cmd: sleep 1000, starttime: 0}}\n");
        daemon.awaitState("web", "RUNNING");
        long child = daemon.pid("web");
        Proc.signal(daemon.pid(), "KILL");
        assertThat(daemon.awaitEnd()).isNotZero();
        assertThat(Files.exists(daemon.socket())).isTrue();
        assertThat(daemon.ctl("status").status()).isEqualTo(4);
        Proc.signal(child, "KILL");
        daemon.start();
        daemon.awaitState("web", "RUNNING");
    }

    @Test
    void anIdleDaemonDoesNothing() throws IOException {
        Daemon daemon =
                daemons.start(
                        """
                        programs:
                          web: {cmd: sleep 1000, numprocs: 20, starttime: 0}
                          silent: {cmd: [sh, -c, "exec sleep 1000 >&- 2>&-"], starttime: 0}
                        """);
        daemon.awaitState("web:web_19", "RUNNING");
        daemon.awaitState("silent", "RUNNING");
        long pid = daemon.pid();
        long[] ticks = {ticks(pid)};
        // Compilers and the like come to rest first; then a second passes with hardly any work.
        Await.until(
                "a window of a second with at most 0.05 s of CPU time",
                () -> {
                    ticks[0] = ticks(pid);
                    Await.steadily("it lives", Duration.ofSeconds(1), () -> Proc.lives(pid));
                    return ticks(pid) - ticks[0] <= 5;
                });
        assertThat(Path.of("/proc/" + pid)).exists();
    }

    private static long ticks(long pid) {
        Proc.Stat stat = Proc.stat(pid);
        return stat == null ? 0 : stat.cpuTicks();
    }
}
