package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

/// Programs that fork, and leave behind what they forked.
final class OrphanTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 2}
            programs:
              forks:    {cmd: "${here}/forks", numprocs: 3}
              leaves:   {cmd: "${here}/leaves", autorestart: true}
              escapes:  {cmd: "${here}/escapes"}
              holds:    {cmd: "${here}/holds", stdout: holds.log, autorestart: false}
              churn:    {cmd: sleep 1000}
            """;

    /// Many children of its own, and one that is orphaned and ends at once.
    private static final String FORKS =
            """
            for i in 1 2 3 4 5; do sleep 1000 & done
            sh -c 'true & exit 0'
            wait
            """;

    /// Dies and leaves a child in its group.
    private static final String LEAVES =
            """
            here=${0%/*}
            sleep 1000 &
            echo $! >> "$here/leaves.pids"
            [ "$(wc -l < "$here/leaves.pids")" -gt 3 ] && exec sleep 1000
            exit 1
            """;

    /// Leaves a child in a session of its own, which ends later.
    private static final String ESCAPES =
            """
            here=${0%/*}
            setsid sh -c 'echo $$ > "$0/escaped.new"; mv "$0/escaped.new" "$0/escaped"; \
            while [ ! -e "$0/end" ]; do sleep 0.05; done' "$here" &
            while [ ! -e "$here/escaped" ]; do sleep 0.05; done
            exec sleep 1000
            """;

    /// Ends, while an orphan in another session still has its standard output.
    private static final String HOLDS =
            """
            here=${0%/*}
            setsid sh -c 'echo orphan speaks; echo > "$0/escaped.$1"; \
            while [ ! -e "$0/end" ]; do sleep 0.05; done' "$here" $$ &
            while [ ! -e "$here/escaped.$$" ]; do sleep 0.05; done
            echo leader speaks
            exit 0
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon =
                DAEMONS.prepare(YAML)
                        .script("forks", FORKS)
                        .script("leaves", LEAVES)
                        .script("escapes", ESCAPES)
                        .script("holds", HOLDS)
                        .start();
    }

    @AfterEach
    void thereIsNoZombie() {
        Await.until("no zombie", () -> Proc.zombies(daemon.pid()).isEmpty());
    }

    @Test
    void allThatAProgramForkedEndsWithIt() throws IOException {
        daemon.awaitState("forks:forks_00", "RUNNING");
        long pid = daemon.pid("forks:forks_00");
        Await.until("its children", () -> Proc.children(pid).size() == 5);
        var children = Proc.children(pid);
        assertThat(daemon.operate("stop", "forks")).contains("\"stopped\"");
        assertThat(children).noneMatch(child -> Proc.lives(child.pid()));
    }

    @Test
    void whatACrashLeavesBehindEndsBeforeTheNextStart() {
        Await.until("the fourth start", () -> daemon.text("leaves.pids").lines().count() == 4);
        Await.until(
                "only the child of the living one is left",
                () ->
                        daemon.text("leaves.pids")
                                        .lines()
                                        .filter(pid -> Proc.lives(Long.parseLong(pid)))
                                        .count()
                                == 1);
    }

    @Test
    void anOrphanThatEscapedIsAdoptedAndReaped() throws IOException {
        daemon.awaitText("escaped", "\n");
        long orphan = Long.parseLong(daemon.text("escaped").strip());
        assertThat(daemon.operate("stop", "escapes")).contains("\"stopped\"");
        // It left the group, so it is its own master.
        assertThat(Proc.existing(orphan).parent())
                .as("the daemon is a subreaper")
                .isEqualTo(daemon.pid());
        daemon.write("end", "");
        Await.until("it is reaped", () -> Proc.stat(orphan) == null);
    }

    @Test
    void anOrphanThatHoldsTheOutputHangsNothing() throws IOException {
        daemon.awaitText("holds.log", "orphan speaks");
        daemon.awaitState("holds", "EXITED");
        assertThat(daemon.operate("start", "holds")).contains("\"started\"");
        daemon.awaitState("holds", "EXITED");
        daemon.awaitText("holds.log", "leader speaks");
    }

    @Test
    void manyRestartsLeakNoDescriptor() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(daemon.operate("restart", "churn")).contains("RUNNING");
        }
        int before = Proc.descriptors(daemon.pid());
        for (int i = 0; i < 60; i++) {
            daemon.operate("restart", "churn");
        }
        Await.until(
                "as few descriptors as before, " + before,
                () -> Proc.descriptors(daemon.pid()) <= before + 2);
    }
}
