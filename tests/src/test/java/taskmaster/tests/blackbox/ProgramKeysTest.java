package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The keys of the mission, each by what a program sees of it; one daemon for all.
final class ProgramKeysTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 1}
            programs:
              eight:
                cmd: sleep 1000
                numprocs: 8
              masked:
                cmd: ${here}/touch masked
                umask: 077
                workingdir: ${here}
              open:
                cmd: ${here}/touch open
                umask: "000"
                workingdir: ${here}
              inherited:
                cmd: ${here}/touch inherited
                workingdir: ${here}
              where:
                cmd: [sh, -c, "pwd; exec sleep 1000"]
                workingdir: ${here}/below
                stdout: where.out
              variables:
                cmd: [sh, -c, "env; exec sleep 1000"]
                stdout: variables.out
                env:
                  STARTED_BY: taskmaster
                  ANSWER: 42
                  OCTAL: 022
                  EMPTY:
              shell:
                cmd: sh -c 'printf "%s|" "$@"; exec sleep 1000' name "a  b" c\\ d ''
                stdout: shell.out
              manual:
                cmd: sleep 1000
                autostart: false
              slow:
                cmd: sleep 1000
                starttime: 2
              clean:
                cmd: ${here}/clean
                stdout: clean.out
              many:
                cmd: [sh, -c, "echo started; exec sleep 1000"]
                numprocs: 2
                stdout: "${here}/many.${process_num}.out"
            """;

    private static final String TOUCH =
            """
            touch "$1" && mkdir "$1.d" && echo done > "$1.done"
            exec sleep 1000
            """;

    private static final String CLEAN =
            """
            ls -l /proc/self/fd | grep -c -- '->'
            grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status
            ulimit -n
            ps -o pid=,pgid=,sid= -p $$
            echo complete
            exec sleep 1000
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon = DAEMONS.prepare(YAML).script("touch", TOUCH).script("clean", CLEAN);
        Files.createDirectory(daemon.file("below"));
        daemon.through(List.of("sh", "-c", "umask 027; ulimit -Sn 300; exec \"$@\"", "sh"));
        daemon.start();
    }

    @Test
    void numprocsEightIsEightPidsAndKillingOneRestartsOne() throws IOException {
        Set<Integer> before = awaitEight();
        long victim = daemon.pid("eight:eight_03");
        Proc.signal(victim, "KILL");
        daemon.awaitSuccessor("eight:eight_03", victim);
        Set<Integer> after = awaitEight();
        assertThat(after).hasSize(8).doesNotContain((int) victim);
        after.removeAll(before);
        assertThat(after).as("only the killed one is new").hasSize(1);
    }

    private static Set<Integer> awaitEight() {
        return Await.value(
                "eight pids",
                () -> {
                    Set<Integer> pids = new HashSet<>();
                    for (ProcessView view : daemon.processes()) {
                        Integer pid = view.pid();
                        if (view.program().equals("eight") && pid != null && Proc.lives(pid)) {
                            pids.add(pid);
                        }
                    }
                    return pids.size() == 8 ? pids : null;
                });
    }

    @Test
    void processesOfOneProgramAreNumberedFromZero() throws IOException {
        assertThat(daemon.processes())
                .extracting(ProcessView::name)
                .contains("eight:eight_00", "eight:eight_07", "many:many_01", "masked")
                .doesNotContain("eight", "eight:eight_08", "many:many_02");
        daemon.awaitState("many:many_01", "RUNNING");
        Await.until("a log for each", () -> Files.exists(daemon.file("many.1.out")));
        assertThat(daemon.file("many.0.out")).exists();
    }

    @Test
    void umask077GivesMode0600() {
        assertThat(mode("masked", "masked")).isEqualTo("rw-------");
        assertThat(mode("masked", "masked.d")).isEqualTo("rwx------");
    }

    @Test
    void umask000GivesMode0666() {
        assertThat(mode("open", "open")).isEqualTo("rw-rw-rw-");
    }

    @Test
    void withoutUmaskThatOfTheDaemonsStartHolds() {
        assertThat(mode("inherited", "inherited")).isEqualTo("rw-r-----");
    }

    private static String mode(String program, String file) {
        daemon.awaitText(program + ".done", "done");
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.file(file)));
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void workingdirIsVisibleThroughPwd() throws IOException {
        daemon.awaitText("where.out", "\n");
        assertThat(Path.of(daemon.text("where.out").strip()).toRealPath())
                .isEqualTo(daemon.file("below").toRealPath());
    }

    @Test
    void envIsVisibleThroughEnv() {
        daemon.awaitText("variables.out", "ANSWER=42");
        assertThat(daemon.text("variables.out").lines())
                .contains("STARTED_BY=taskmaster", "ANSWER=42", "OCTAL=022", "EMPTY=")
                .as("what the daemon had, but for what was meant for it alone")
                .contains("HOME=" + daemon.directory())
                .noneMatch(line -> line.startsWith("_JAVA_"));
    }

    @Test
    void aCommandIsSplitByShellQuoting() {
        daemon.awaitText("shell.out", "|");
        assertThat(daemon.text("shell.out")).isEqualTo("a  b|c d||");
    }

    @Test
    void withoutAutostartItWaitsForTheOperator() throws IOException {
        assertThat(daemon.status("manual").state()).isEqualTo("STOPPED");
        assertThat(daemon.ctl("start", "manual"))
                .returns(0, Ended::status)
                .returns("manual: started\n", Ended::out);
        assertThat(daemon.status("manual").state()).isEqualTo("RUNNING");
    }

    @Test
    void itIsStartingUntilStarttimeHasPassed() throws IOException {
        assertThat(daemon.operate("restart", "slow")).contains("\"RUNNING\"");
        Double uptime = daemon.status("slow").uptimeSeconds();
        assertThat(uptime).isNotNull().isGreaterThanOrEqualTo(2.0);
        long pid = daemon.pid("slow");
        Proc.signal(pid, "KILL");
        daemon.await("slow", view -> view.state().equals("STARTING") && view.pid() != null);
        daemon.awaitSuccessor("slow", pid);
    }

    @Test
    void aChildInheritsNeitherDescriptorsNorSignalsNorTheDaemonsSession() throws IOException {
        daemon.awaitText("clean.out", "complete");
        List<String> lines = daemon.text("clean.out").lines().toList();
        assertThat(lines.getFirst()).as("0, 1, 2 and that of ls itself").isEqualTo("4");
        assertThat(lines.get(1)).contains("SigBlk:\t0000000000000000");
        // 32 and 33 belong to glibc.
        assertThat(lines.get(2)).matches("SigIgn:\t0000000[01]80000000|SigIgn:\t0000000000000000");
        assertThat(lines.get(4)).as("the daemon raised its own limit only").isEqualTo("300");
        List<String> ids = List.of(lines.get(5).strip().split(" +", -1));
        assertThat(ids).containsOnly(ids.getFirst());
        assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/limits")))
                .doesNotContainPattern("Max open files +300 ");
    }
}
