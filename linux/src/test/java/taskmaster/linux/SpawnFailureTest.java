package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.linux.SpawnResult.SpawnFailed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SpawnFailureTest {
    @TempDir Path directory;
    private final Bench bench = new Bench();
    private final Kernel kernel = bench.kernel;

    @AfterEach
    void close() {
        bench.close();
    }

    private static SpawnFailed failed(int errno, SpawnStep step, String message) {
        return new SpawnFailed(errno, step, message);
    }

    private Path file(String name, String content, boolean isExecutable) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        assertThat(file.toFile().setExecutable(isExecutable)).isTrue();
        return file;
    }

    @Test
    void missingFile() {
        assertThat(bench.fail(Launch.of("/bin/nope")))
                .isEqualTo(
                        failed(
                                2,
                                SpawnStep.COMMAND_NOT_FOUND,
                                "cannot start /bin/nope: no such file (ENOENT)"));
    }

    @Test
    void missingCommand() {
        assertThat(bench.fail(Launch.of("nope")))
                .isEqualTo(
                        failed(
                                2,
                                SpawnStep.COMMAND_NOT_FOUND,
                                "cannot find command `nope` in PATH=/usr/bin:/bin"));
        assertThat(bench.fail(Launch.of("nope").withoutEnvironment()).message())
                .isEqualTo(
                        "cannot find command `nope` in PATH=/bin:/usr/bin (the default: none is"
                                + " set)");
        assertThat(bench.fail(Launch.of("")).step()).isEqualTo(SpawnStep.COMMAND_NOT_FOUND);
    }

    @Test
    void fileInsteadOfADirectoryOnTheWay() {
        assertThat(bench.fail(Launch.of("/etc/passwd/x")))
                .isEqualTo(
                        failed(
                                20,
                                SpawnStep.COMMAND_NOT_FOUND,
                                "cannot start /etc/passwd/x: a part of the path is not a directory"
                                        + " (ENOTDIR)"));
    }

    @Test
    void notExecutable() throws IOException {
        Path file = file("plain", "#!/bin/sh\n", false);
        assertThat(bench.fail(Launch.of(file.toString())))
                .isEqualTo(
                        failed(
                                13,
                                SpawnStep.NOT_EXECUTABLE,
                                "cannot start " + file + ": not executable (EACCES)"));
        Launch looked = Launch.of("plain").variable("PATH", "/bin:" + directory);
        assertThat(bench.fail(looked))
                .isEqualTo(
                        failed(
                                13,
                                SpawnStep.NOT_EXECUTABLE,
                                "cannot start `plain`: " + file + " is not executable (EACCES)"));
    }

    @Test
    void directoryAsCommand() throws IOException {
        assertThat(bench.fail(Launch.of("/tmp")))
                .isEqualTo(
                        failed(
                                13,
                                SpawnStep.IS_DIRECTORY,
                                "cannot start /tmp: is a directory (EACCES)"));
        Files.createDirectory(directory.resolve("tool"));
        assertThat(bench.fail(Launch.of("tool").variable("PATH", directory.toString())))
                .isEqualTo(
                        failed(
                                13,
                                SpawnStep.IS_DIRECTORY,
                                "cannot start `tool`: "
                                        + directory
                                        + "/tool is a directory (EACCES)"));
    }

    @Test
    void workingDirectory() throws IOException {
        assertThat(bench.fail(Launch.of("true").directory("/x")))
                .isEqualTo(
                        failed(
                                2,
                                SpawnStep.WORKING_DIRECTORY,
                                "cannot use working directory /x: no such directory (ENOENT)"));
        Path file = file("file", "", false);
        assertThat(bench.fail(Launch.of("true").directory(file)))
                .isEqualTo(
                        failed(
                                20,
                                SpawnStep.WORKING_DIRECTORY,
                                "cannot use working directory "
                                        + file
                                        + ": not a directory (ENOTDIR)"));
    }

    @Test
    void placesThatMayNotBeSearched() throws IOException {
        assumeTrue(kernel.uid() != 0, "root may search every directory");
        Path closed = Files.createDirectory(directory.resolve("closed"));
        file("closed/tool", "#!/bin/sh\n", true);
        assertThat(closed.toFile().setExecutable(false)).isTrue();
        try {
            assertThat(bench.fail(Launch.of("true").directory(closed)))
                    .isEqualTo(
                            failed(
                                    13,
                                    SpawnStep.WORKING_DIRECTORY,
                                    "cannot use working directory "
                                            + closed
                                            + ": permission denied (EACCES)"));
            assertThat(bench.fail(Launch.of(closed + "/tool")))
                    .isEqualTo(
                            failed(
                                    13,
                                    SpawnStep.NOT_EXECUTABLE,
                                    "cannot start "
                                            + closed
                                            + "/tool: a directory on the way may not be searched"
                                            + " (EACCES)"));
            Launch looked = Launch.of("tool").variable("PATH", closed.toString());
            assertThat(bench.fail(looked).message())
                    .isEqualTo(
                            "cannot start `tool`: " + closed + "/tool cannot be reached (EACCES)");
        } finally {
            assertThat(closed.toFile().setExecutable(true)).isTrue();
        }
    }

    @Test
    void badInterpreter() throws IOException {
        Path missing = file("missing", "#! /bin/nope -x\n", true);
        assertThat(bench.fail(Launch.of(missing.toString())))
                .isEqualTo(
                        failed(
                                2,
                                SpawnStep.BAD_INTERPRETER,
                                "cannot start "
                                        + missing
                                        + ": its interpreter `/bin/nope` does not exist (ENOENT)"));
        Path dos = file("dos", "#!/bin/sh\r\necho\r\n", true);
        assertThat(bench.fail(Launch.of(dos.toString())).message())
                .isEqualTo(
                        "cannot start "
                                + dos
                                + ": its interpreter `/bin/sh\\r` (a carriage return ends the line:"
                                + " a file with Windows line ends) does not exist (ENOENT)");
        Path forbidden = file("forbidden", "#!/etc/passwd\n", true);
        assertThat(bench.fail(Launch.of(forbidden.toString())))
                .isEqualTo(
                        failed(
                                13,
                                SpawnStep.BAD_INTERPRETER,
                                "cannot start "
                                        + forbidden
                                        + ": its interpreter `/etc/passwd` may not be executed"
                                        + " (EACCES)"));
    }

    @Test
    void scriptWithoutInterpreterLine() throws IOException {
        Path script = file("script", "echo hello\n", true);
        assertThat(bench.fail(Launch.of(script.toString())))
                .isEqualTo(
                        failed(
                                8,
                                SpawnStep.EXEC,
                                "cannot start "
                                        + script
                                        + ": neither a program for this machine nor a script that"
                                        + " starts with #! (ENOEXEC)"));
    }

    @Test
    void busyFile() throws IOException {
        Path file = directory.resolve("busy");
        Files.copy(Path.of("/bin/true"), file);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        int fd = kernel.open(file.toString(), 0, OpenFlag.WRITE);
        assertThat(bench.fail(Launch.of(file.toString())))
                .isEqualTo(
                        failed(
                                26,
                                SpawnStep.EXEC,
                                "cannot start " + file + ": file is open for writing (ETXTBSY)"));
        kernel.close(fd);
    }

    @Test
    void tooManyArguments() {
        assertThat(bench.fail(Launch.of("/bin/true", "x".repeat(3_000_000))))
                .isEqualTo(
                        failed(
                                7,
                                SpawnStep.EXEC,
                                "cannot start /bin/true: arguments and environment are too large"
                                        + " (E2BIG)"));
    }

    @Test
    void badDescriptor() {
        assertThat(bench.fail(Launch.of("/bin/true").stdio(-1, 987, -1)))
                .isEqualTo(
                        failed(
                                9,
                                SpawnStep.STDIO,
                                "cannot start /bin/true: its stdin, stdout or stderr is a bad file"
                                        + " descriptor (EBADF)"));
    }

    @Test
    void nulCharacter() {
        assertThat(bench.fail(Launch.of("/bin/tr\0ue")).message())
                .isEqualTo(
                        "cannot start /bin/tr\\0ue: a NUL character in command, environment or"
                                + " directory (EINVAL)");
        assertThat(bench.fail(Launch.of("true").directory("/tmp\0/x")).errno()).isEqualTo(22);
        assertThat(bench.fail(Launch.of("true").variable("A", "\0")).errno()).isEqualTo(22);
    }

    @Test
    void noMoreDescriptors() throws IOException {
        NoFileLimit before = kernel.noFileLimit();
        bench.fail(Launch.of("true").directory("/etc/passwd")); // all classes are loaded
        Launch launch = Launch.of("true").directory("/").limit(before);
        try {
            // Too low for a new descriptor: those that are open already stay.
            assertThat(kernel.setNoFileLimit(new NoFileLimit(4, before.hard()))).isZero();
            assertThat(bench.fail(launch))
                    .isEqualTo(
                            failed(
                                    24,
                                    SpawnStep.LIMIT,
                                    "cannot use working directory /: too many open files"
                                            + " (EMFILE)"));
        } finally {
            assertThat(kernel.setNoFileLimit(before)).isZero();
        }
    }

    @Test
    void pidfdThatCannotBeOpenedLeavesNoProcess() {
        NoFileLimit before = kernel.noFileLimit();
        bench.end(bench.start(Launch.of("sleep", "0").stdio(0, 1, 2)));
        bench.fail(Launch.of("true").directory("/etc/passwd")); // all classes are loaded
        Launch launch = Launch.of("sleep", "1000").stdio(0, 1, 2).limit(before);
        try {
            assertThat(kernel.setNoFileLimit(new NoFileLimit(4, before.hard()))).isZero();
            assertThat(bench.fail(launch))
                    .isEqualTo(
                            failed(
                                    24,
                                    SpawnStep.LIMIT,
                                    "cannot watch sleep, so it was killed at once: too many open"
                                            + " files (EMFILE)"));
            assertThat(kernel.peekDeadChild()).isEmpty();
        } finally {
            assertThat(kernel.setNoFileLimit(before)).isZero();
        }
    }

    @Test
    void failuresLeaveNeitherDescriptorNorProcess() throws IOException {
        Path plain = file("plain", "", false);
        Path script = file("script", "echo\n", true);
        for (int i = 0; i < 3; i++) {
            failAll(plain, script);
        }
        int before = Bench.openDescriptors();
        for (int i = 0; i < 50; i++) {
            failAll(plain, script);
        }
        assertThat(Bench.openDescriptors()).isEqualTo(before);
        assertThat(kernel.peekDeadChild()).isEmpty();
    }

    private void failAll(Path plain, Path script) {
        bench.fail(Launch.of("/bin/nope").directory(directory));
        bench.fail(Launch.of("nope").directory(directory));
        bench.fail(Launch.of(plain.toString()).directory(directory));
        bench.fail(Launch.of(script.toString()).directory(directory).stdio(0, 1, 2));
        bench.fail(Launch.of("true").directory("/x"));
        bench.fail(Launch.of("true").directory(plain));
        bench.fail(Launch.of("true").directory(directory).stdio(-1, -1, 987));
    }
}
