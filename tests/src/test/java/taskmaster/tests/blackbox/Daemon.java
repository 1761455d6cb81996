package taskmaster.tests.blackbox;

import org.jspecify.annotations.Nullable;

import taskmaster.api.Directories;
import taskmaster.api.Json;
import taskmaster.api.MalformedDocument;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One `taskmasterd` with a directory of its own, in which its configuration, its runtime and state
/// directories and everything that its programs write lie.
///
/// Whatever it started is found by a variable in its environment, and is ended when this is closed.
final class Daemon implements AutoCloseable {

    static final String FILE = "tm.yaml";

    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final String marker = "TASKMASTER_TEST=" + UUID.randomUUID();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> wrapper = new ArrayList<>();
    private int user = -1;
    private @Nullable Process process;
    private boolean isBehindWrapper;

    private Daemon(Path directory) {
        this.directory = directory;
        environment.put("TASKMASTER_TEST", marker.substring(marker.indexOf('=') + 1));
        environment.put(Directories.RUNTIME_VARIABLE, directory.resolve("run").toString());
        environment.put(Directories.STATE_VARIABLE, directory.resolve("state").toString());
        environment.put("HOME", directory.toString());
        environment.put("LC_ALL", "C.UTF-8");
        if (!Installation.IS_IMAGE) {
            environment.put(Installation.OTHER_SIGNAL_VARIABLE, Installation.OTHER_SIGNAL);
        }
    }

    /// One that does not run yet.
    static Daemon of(String yaml) throws IOException {
        var daemon = new Daemon(TestDirectory.create());
        daemon.configure(yaml);
        return daemon;
    }

    /// Starts it by this command, which `exec`s the words that follow.
    Daemon through(List<String> command) {
        wrapper.addAll(command);
        return this;
    }

    /// Starts it by this command, whose child it is (`unshare --fork`).
    Daemon below(List<String> command) {
        isBehindWrapper = true;
        return through(command);
    }

    /// Makes everything belong to another user, who is to run it.
    Daemon as(int newUser) throws IOException {
        user = newUser;
        Files.setAttribute(directory, "unix:uid", newUser);
        Files.setAttribute(file(FILE), "unix:uid", newUser);
        return through(Users.become(newUser));
    }

    Daemon with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Replaces the configuration file.
    Daemon configure(String yaml) throws IOException {
        write(FILE, yaml);
        return this;
    }

    /// Writes a file that anybody may read.
    Path write(String name, String text) throws IOException {
        Path path = file(name);
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        return path;
    }

    /// Writes a program of shell commands, `${here}/NAME` in the configuration.
    Daemon script(String name, String body) throws IOException {
        Path path = write(name, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /// Starts it and waits until it can be asked.
    Daemon start(String... arguments) throws IOException {
        launch(arguments);
        Process started = started();
        Await.until(
                "the daemon answers",
                () -> {
                    if (!started.isAlive()) {
                        throw new AssertionError("the daemon ended at once: " + words());
                    }
                    return api().get("version").status() == 200;
                });
        return this;
    }

    /// Starts it without waiting for anything.
    Daemon launch(String... arguments) throws IOException {
        List<String> command = command("-c", file(FILE).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file("daemon.out").toFile()));
        builder.redirectError(ProcessBuilder.Redirect.appendTo(file("daemon.err").toFile()));
        process = builder.start();
        return this;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(Installation.daemon());
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs `taskmasterd` with these arguments alone, to its end.
    Ended run(String... arguments) {
        return Ended.run(command(arguments), environment, directory);
    }

    private Process started() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    /// The daemon's own process, as seen from here.
    long pid() {
        long pid = started().pid();
        if (!isBehindWrapper) {
            return pid;
        }
        return Await.value(
                "the child of the wrapper",
                () -> {
                    List<Proc.Stat> children = Proc.children(pid);
                    return children.isEmpty() ? null : children.getFirst().pid();
                });
    }

    boolean isAlive() {
        return started().isAlive();
    }

    Path directory() {
        return directory;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Map<String, String> environment() {
        return environment;
    }

    /// What it has printed: the greeting, and its log.
    String words() {
        StringBuilder words = new StringBuilder();
        for (String name : List.of("daemon.out", "daemon.err")) {
            words.append(text(name));
        }
        return words.toString();
    }

    /// What it has logged.
    String log() {
        return text("daemon.err");
    }

    /// The text of a file in its directory; nothing where there is none.
    String text(String name) {
        Path path = file(name);
        try {
            return Files.exists(path) ? Ended.text(path) : "";
        } catch (IOException failure) {
            throw new AssertionError("cannot read " + path, failure);
        }
    }

    Directories.OfConfiguration directories() {
        return Directories.of(environment, 0).of(file(FILE));
    }

    Path socket() {
        return directories().controlSocket();
    }

    Api api() {
        return Api.unix(socket());
    }

    /// Runs `taskmasterctl -c FILE` with these arguments.
    Ended ctl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("-c", file(FILE).toString()));
        words.addAll(List.of(arguments));
        return client(words, "");
    }

    /// Runs `taskmasterctl` with these arguments alone.
    Ended client(List<String> arguments, String input) {
        return Ended.run(clientCommand(arguments), environment, directory, input);
    }

    /// The whole command line of a client of the daemon's user.
    List<String> clientCommand(List<String> arguments) {
        List<String> command = new ArrayList<>(user < 0 ? List.of() : Users.become(user));
        command.addAll(Installation.client());
        command.addAll(arguments);
        return command;
    }

    /// Starts a client without waiting for its end.
    Process startClient(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("-c", file(FILE).toString()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(clientCommand(words)).directory(directory.toFile());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(file("client.out").toFile());
        return builder.start();
    }

    List<ProcessView> processes() throws IOException {
        Api.Answer answer = api().get("processes");
        if (answer.status() != 200) {
            throw new IOException("processes: " + answer.status() + " " + answer.text());
        }
        try {
            return Json.processList(answer.body()).processes();
        } catch (MalformedDocument malformed) {
            throw new AssertionError(answer.text(), malformed);
        }
    }

    ProcessView status(String name) throws IOException {
        List<ProcessView> all = processes();
        for (ProcessView view : all) {
            if (view.name().equals(name)) {
                return view;
            }
        }
        throw new IOException("no process " + name + " in " + all);
    }

    /// Waits until it lives: a process may speak before the daemon has heard of its start.
    long pid(String name) {
        Integer pid = await(name, view -> view.pid() != null).pid();
        return pid == null ? 0 : pid;
    }

    ProcessView await(String name, Predicate<ProcessView> condition) {
        ProcessView[] last = new ProcessView[1];
        try {
            return Await.value(
                    "the state of " + name,
                    () -> {
                        last[0] = status(name);
                        return condition.test(last[0]) ? last[0] : null;
                    });
        } catch (AssertionError late) {
            throw new AssertionError("waited in vain; last: " + last[0], late);
        }
    }

    ProcessView awaitState(String name, String state) {
        return await(name, view -> view.state().equals(state));
    }

    /// Waits until it runs with another pid.
    ProcessView awaitSuccessor(String name, long oldPid) {
        return await(
                name,
                view -> {
                    Integer pid = view.pid();
                    return pid != null && pid != oldPid && view.state().equals("RUNNING");
                });
    }

    void awaitLog(String fragment) {
        Await.until("the log says: " + fragment, () -> log().contains(fragment));
    }

    void awaitText(String name, String text) {
        try {
            Await.until(name + " says: " + text, () -> text(name).contains(text));
        } catch (AssertionError late) {
            throw new AssertionError(name + " has only: " + text(name), late);
        }
    }

    /// Reloads by the API.
    ReloadReport reload() throws IOException {
        Api.Answer answer = api().post("reload", "{\"dry_run\":false}");
        try {
            return Json.reloadReport(answer.body());
        } catch (MalformedDocument malformed) {
            throw new AssertionError(answer.text(), malformed);
        }
    }

    /// Replaces the configuration and reloads it, which must succeed.
    void reload(String yaml) throws IOException {
        configure(yaml);
        ReloadReport report = reload();
        if (!report.errors().isEmpty()) {
            throw new AssertionError("refused: " + report);
        }
    }

    /// Does one of `start`, `stop`, `restart`, `clear` and returns the answer.
    String operate(String verb, String name) throws IOException {
        return api().post(verb, "{\"names\":[\"" + name + "\"]}").text();
    }

    /// Sends the daemon a signal.
    void signal(String name) {
        Proc.signal(pid(), name);
    }

    /// Waits for its end.
    int awaitEnd() {
        return Ended.await(started(), "taskmasterd");
    }

    /// What it started and what still lives, itself left out.
    List<Long> living() {
        return Proc.marked(marker).stream().filter(Proc::lives).toList();
    }

    /// Ends it, by force if need be, and everything that it started.
    @Override
    public void close() {
        Process running = process;
        if (running != null && running.isAlive()) {
            living().forEach(Daemon::endPolitely);
            try {
                if (!running.waitFor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    System.err.println("the daemon had to be killed:\n" + words());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Await.until(
                "everything that the daemon left is dead",
                () -> {
                    List<Long> left = living();
                    left.forEach(pid -> ProcessHandle.of(pid).ifPresent(Daemon::kill));
                    return left.isEmpty();
                });
        TestDirectory.delete(directory);
    }

    private static void kill(ProcessHandle handle) {
        boolean _ = handle.destroyForcibly();
    }

    /// SIGTERM to what is a JVM of ours or wraps one; its children are its own affair.
    private static void endPolitely(long pid) {
        if (isDaemon(pid)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    private static boolean isDaemon(long pid) {
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            return line.startsWith(System.getProperty("java.home"))
                    && (line.contains("taskmaster.daemon.Main")
                            || line.contains("/taskmasterd.jar"));
        } catch (IOException gone) {
            return false;
        }
    }
}
