package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ExitStatus;
import taskmaster.linux.SpawnResult.Spawned;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class SpawnTest {
    @TempDir Path directory;
    private final Bench bench = new Bench();
    private final Kernel kernel = bench.kernel;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void exitCodeComesBack() {
        assertThat(bench.end(bench.start(Launch.shell("exit 42"))))
                .isEqualTo(new ExitStatus.Code(42));
    }

    @Test
    void argumentsAndEnvironmentArriveUnchanged() throws IOException {
        Launch launch =
                Launch.of("printf", "%s|", "a b", "", "ü'\"$x", "*")
                        .variable("LC_ALL", "C")
                        .variable("GREETING", "grüß dich");
        assertThat(bench.output(launch, directory)).isEqualTo("a b||ü'\"$x|*|");
        assertThat(bench.output(Launch.of("env").variable("A", "grüß\n=x"), directory))
                .isEqualTo("PATH=/usr/bin:/bin\nA=grüß\n=x\n");
    }

    @Test
    void workingDirectoryIsEntered() throws IOException {
        Path place = Files.createDirectory(directory.resolve("place"));
        assertThat(bench.output(Launch.of("/bin/pwd").directory(place), directory))
                .isEqualTo(place.toRealPath() + "\n");
        assertThat(bench.output(Launch.of("/bin/pwd"), directory))
                .isEqualTo(Path.of("").toRealPath() + "\n");
    }

    @Test
    void umaskIsTheChildsOnly() throws IOException {
        int own = kernel.umask();
        Path file = directory.resolve("made");
        bench.end(bench.start(Launch.of("touch", file.toString()).umask(0077)));
        assertThat(Files.getAttribute(file, "unix:mode")).isEqualTo(0100600);
        assertThat(bench.output(Launch.shell("umask").umask(0027), directory)).isEqualTo("0027\n");
        assertThat(bench.output(Launch.shell("umask"), directory))
                .as("the next child without one has the daemon's")
                .isEqualTo("%04o\n".formatted(own));
        assertThat(Bench.status(kernel.pid()).get("Umask")).isEqualTo("%04o".formatted(own));
    }

    @Test
    void childLeadsASessionAndAGroup() {
        Spawned child = bench.start(Launch.of("sleep", "1000"));
        ProcessTable.Entry process = ProcessTable.read(child.pid());
        assertThat(process)
                .isEqualTo(new ProcessTable.Entry(child.pid(), child.pid(), child.pid(), true));
    }

    @Test
    void signalsAreAtTheirDefaultsAndNoneIsBlocked() throws IOException {
        Map<String, String> status = Bench.status(bench.start(Launch.of("sleep", "1000")).pid());
        assertThat(List.of("SigBlk", "SigIgn", "SigCgt", "SigPnd"))
                .allSatisfy(mask -> assertThat(status.get(mask)).isEqualTo("0".repeat(16)));
    }

    @Test
    void noDescriptorIsInherited() throws IOException {
        // one without close-on-exec, as the JDK has some
        Path file = Files.createFile(directory.resolve("open"));
        try (var open = Files.newInputStream(file)) {
            // a shell at rest: a program that is just starting has its libraries open
            String fds = bench.output(Launch.shell("ls /proc/$$/fd; true"), directory);
            assertThat(fds).isEqualTo("0\n1\n2\n");
            assertThat(open.read()).isEqualTo(-1);
        }
    }

    @Test
    void stdioIsDevNullWhereNothingIsGiven() throws IOException {
        Spawned child = bench.start(Launch.of("sleep", "1000"));
        for (String fd : List.of("0", "1", "2")) {
            Path link = Path.of("/proc/" + child.pid() + "/fd/" + fd);
            assertThat(link.toRealPath()).isEqualTo(Path.of("/dev/null"));
        }
    }

    @Test
    void descriptorsBecomeStdio() throws IOException {
        Path in = Files.writeString(directory.resolve("in"), "line\n");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        int inFd = kernel.open(in.toString(), 0, OpenFlag.READ);
        int outFd = kernel.open(out.toString(), 0600, OpenFlag.WRITE, OpenFlag.CREATE);
        int errFd = kernel.open(err.toString(), 0600, OpenFlag.WRITE, OpenFlag.CREATE);
        Launch launch = Launch.shell("cat; echo bad >&2; ls /proc/self/fd | wc -l");
        bench.end(bench.start(launch.stdio(inFd, outFd, errFd)));
        List.of(inFd, outFd, errFd).forEach(kernel::close);
        assertThat(out).hasContent("line\n4\n"); // ls has its own
        assertThat(err).hasContent("bad\n");
    }

    @Test
    void stdoutAndStderrMayBeOne() throws IOException {
        assertThat(bench.output(Launch.shell("echo out; echo err >&2"), directory))
                .isEqualTo("out\nerr\n");
    }

    @Test
    void ownStdioCanBePassedInAnotherOrder() throws IOException {
        Spawned child = bench.start(Launch.of("sleep", "1000").stdio(2, 0, 1));
        for (List<Integer> pair : List.of(List.of(0, 2), List.of(1, 0), List.of(2, 1))) {
            Path childs = Path.of("/proc/" + child.pid() + "/fd/" + pair.get(0));
            Path ours = Path.of("/proc/self/fd/" + pair.get(1));
            assertThat(Files.readSymbolicLink(childs)).isEqualTo(Files.readSymbolicLink(ours));
        }
    }

    @Test
    void commandIsLookedUpInThePathOfTheChild() throws IOException {
        Path tool = directory.resolve("tool-of-this-test");
        Files.writeString(tool, "#!/bin/sh\necho found\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        Launch absolute = Launch.of("tool-of-this-test").variable("PATH", "/nowhere:" + directory);
        assertThat(bench.output(absolute, directory)).isEqualTo("found\n");
        Launch relative =
                Launch.of("tool-of-this-test").variable("PATH", "/bin:").directory(directory);
        assertThat(bench.output(relative, directory)).as("empty element").isEqualTo("found\n");
        Launch slash = Launch.of("./tool-of-this-test").directory(directory);
        assertThat(bench.output(slash, directory)).isEqualTo("found\n");
    }

    @Test
    void commandIsFoundWithoutAnyEnvironment() {
        assertThat(bench.end(bench.start(Launch.of("true").withoutEnvironment())))
                .isEqualTo(new ExitStatus.Code(0));
    }

    @Test
    void directoriesAndFilesWithoutPermissionInPathAreSkipped() throws IOException {
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        Path third = Files.createDirectory(directory.resolve("third"));
        Files.createDirectory(first.resolve("tool"));
        Files.createFile(second.resolve("tool"));
        Files.copy(Path.of("/bin/true"), third.resolve("tool"));
        String path = first + ":" + second + ":" + third;
        assertThat(bench.end(bench.start(Launch.of("tool").variable("PATH", path))))
                .isEqualTo(new ExitStatus.Code(0));
    }

    @Test
    void manyAndLargeArgumentsPass() throws IOException {
        String large = "x".repeat(100_000);
        Launch launch = Launch.of("/bin/sh", "-c", "echo ${#1} $# ${#V}", "sh", large, "b", "c");
        assertThat(bench.output(launch.variable("V", large), directory))
                .isEqualTo("100000 3 100000\n");
    }

    @Test
    void meaninglessRequestsAreRefused() {
        assertThatThrownBy(
                        () ->
                                new SpawnRequest(
                                        List.of(),
                                        Map.of(),
                                        OptionalInt.empty(),
                                        null,
                                        -1,
                                        -1,
                                        -1,
                                        10,
                                        10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Launch.of("true").umask(01000).request(kernel))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
