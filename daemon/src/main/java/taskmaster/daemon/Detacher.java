package taskmaster.daemon;

import taskmaster.api.DaemonFile;
import taskmaster.api.Directories;
import taskmaster.api.MalformedDocument;
import taskmaster.core.ExitStatus;
import taskmaster.linux.Kernel;
import taskmaster.linux.NoFileLimit;
import taskmaster.linux.OpenFlag;
import taskmaster.linux.Poller;
import taskmaster.linux.ReapResult;
import taskmaster.linux.SpawnRequest;
import taskmaster.linux.SpawnResult;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// `-d`: starts the same daemon again in a session of its own and waits until it is up. What it
/// prints meanwhile, good or bad, is printed here.
final class Detacher {

    /// How often the new daemon's advertisement is looked for.
    private static final int LOOK_MILLIS = 20;

    private Detacher() {}

    static ExitCode detach(Kernel kernel, Path config, String[] arguments) throws StartRefused {
        var directories = Directories.of(System.getenv(), kernel.uid()).of(config);
        Path words;
        try {
            words = Files.createTempFile("taskmasterd-", ".out");
        } catch (IOException failure) {
            throw new StartRefused(ExitCode.FAILED, "cannot detach: " + Failures.cause(failure));
        }
        try {
            int fd = kernel.open(words.toString(), 0600, OpenFlag.WRITE, OpenFlag.APPEND);
            SpawnResult result = kernel.spawn(request(kernel, fd, arguments));
            kernel.close(fd);
            return switch (result) {
                case SpawnResult.Spawned child -> await(kernel, child, directories, words);
                case SpawnResult.SpawnFailed failed ->
                        throw new StartRefused(
                                ExitCode.FAILED, "cannot detach: " + failed.message());
            };
        } catch (IOException failure) {
            throw new StartRefused(ExitCode.FAILED, "cannot detach: " + Failures.cause(failure));
        } finally {
            deleteQuietly(words);
        }
    }

    private static SpawnRequest request(Kernel kernel, int fd, String[] arguments)
            throws IOException {
        NoFileLimit limit = kernel.noFileLimit();
        return new SpawnRequest(
                command(arguments),
                System.getenv(),
                OptionalInt.empty(),
                null,
                -1,
                fd,
                fd,
                limit.soft(),
                limit.hard());
    }

    /// The command line of this very JVM, with the arguments changed.
    private static List<String> command(String[] arguments) throws IOException {
        String line = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of(line.split("\0")));
        List<String> jvm = words.subList(0, words.size() - arguments.length);
        List<String> command = new ArrayList<>(jvm);
        command.set(0, Files.readSymbolicLink(Path.of("/proc/self/exe")).toString());
        for (String argument : arguments) {
            command.add(isDetach(argument) ? Options.BACKGROUND : argument);
        }
        return command;
    }

    private static boolean isDetach(String argument) {
        return argument.equals("-d") || argument.equals("--detach");
    }

    private static ExitCode await(
            Kernel kernel,
            SpawnResult.Spawned child,
            Directories.OfConfiguration directories,
            Path words)
            throws IOException {
        try (Poller poller = kernel.openPoller()) {
            poller.add(child.pidfd(), 0, Poller.READABLE);
            long[] tokens = new long[1];
            while (poller.await(tokens, LOOK_MILLIS) == 0) {
                if (isUp(directories, child.pid())) {
                    System.out.print(Files.readString(words));
                    System.out.println("  detached:       pid " + child.pid());
                    return ExitCode.OK;
                }
            }
        }
        System.err.print(Files.readString(words));
        return switch (kernel.reap(child.pid(), child.pidfd())) {
            case ReapResult.Reaped(ExitStatus.Code(int code)) -> ExitCode.of(code);
            case ReapResult.Reaped _, ReapResult.StillAlive _, ReapResult.NotOurs _ ->
                    ExitCode.FAILED;
        };
    }

    private static boolean isUp(Directories.OfConfiguration directories, int pid) {
        try {
            return DaemonFile.read(directories.daemonFile()).pid() == pid;
        } catch (IOException | MalformedDocument _) {
            return false;
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // It lies in the temporary directory.
        }
    }
}
