package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.core.AlertSpec;
import taskmaster.core.AutoRestart;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessSpec;
import taskmaster.core.ProgramSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.core.SupervisionSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/// The file that the mission gives, byte for byte.
final class MissionFileTest {

    private static final OutputSpec OUTPUT = OutputSpec.raw(Rotation.ofSize(50L << 20, 10));

    private final LoadOutcome outcome =
            ConfigLoader.load(Path.of("../examples/mission.yaml"), Map.of());

    @Test
    void loadsWithoutAnyWarning() {
        assertThat(outcome).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(loaded().warnings()).isEmpty();
        assertThat(loaded().settings().fleet().programs())
                .extracting(ProgramSpec::name)
                .containsExactly("ls", "sleep");
    }

    @Test
    void lsHasThreeProcessesThatShareALogFile() {
        List<ProcessSpec> processes = loaded().settings().fleet().programs().getFirst().processes();

        assertThat(processes)
                .extracting(ProcessSpec::name)
                .containsExactly("ls:ls_00", "ls:ls_01", "ls:ls_02");
        assertThat(processes)
                .extracting(ProcessSpec::launch)
                .containsOnly(
                        new LaunchSpec(
                                List.of("/bin/ls", "-l"),
                                OptionalInt.of(022),
                                "/taskmaster",
                                new TreeMap<>(Map.of("ANSWER", "42", "STARTED_BY", "taskmaster")),
                                new StreamTarget.ToFile("/var/logs/ls.stdout"),
                                new StreamTarget.ToFile("/var/logs/ls.stderr")));
        assertThat(processes)
                .extracting(ProcessSpec::supervision)
                .containsOnly(
                        new SupervisionSpec(
                                true,
                                AutoRestart.UNEXPECTED,
                                new TreeSet<>(List.of(0, 2)),
                                0,
                                0,
                                15,
                                1_000_000_000L,
                                false,
                                999,
                                OUTPUT,
                                AlertSpec.NONE));
    }

    @Test
    void sleepWaitsTenSecondsAndStopsByUsr1() {
        ProcessSpec sleep = loaded().settings().fleet().programs().getLast().processes().getFirst();

        assertThat(sleep.name()).isEqualTo("sleep");
        assertThat(sleep.launch().command()).containsExactly("/bin/sleep", "3");
        assertThat(sleep.supervision())
                .isEqualTo(
                        new SupervisionSpec(
                                false,
                                AutoRestart.UNEXPECTED,
                                new TreeSet<>(List.of(0)),
                                3,
                                10_000_000_000L,
                                10,
                                3_000_000_000L,
                                false,
                                999,
                                OUTPUT,
                                AlertSpec.NONE));
    }

    private LoadOutcome.Loaded loaded() {
        return (LoadOutcome.Loaded) outcome;
    }
}
