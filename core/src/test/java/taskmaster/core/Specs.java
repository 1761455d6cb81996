package taskmaster.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/// Configurations for tests: the documented defaults, changed where a test says so.
final class Specs {

    static final long SECOND = 1_000_000_000L;
    static final Rotation ROTATION = Rotation.ofSize(50L << 20, 10);

    private String program = "web";
    private int numprocs = 1;
    private List<String> command = List.of("/bin/web");
    private OptionalInt umask = OptionalInt.empty();
    private TreeMap<String, String> environment = new TreeMap<>();
    private String workingDirectory = "/srv";
    private StreamTarget stdout = new StreamTarget.ToOwnFile();
    private StreamTarget stderr = new StreamTarget.ToOwnFile();
    private boolean autostart = true;
    private AutoRestart autoRestart = AutoRestart.UNEXPECTED;
    private TreeSet<Integer> exitCodes = new TreeSet<>(List.of(0));
    private int startRetries = 3;
    private long startNanos = SECOND;
    private int stopSignal = Signals.SIGTERM;
    private long stopWaitNanos = 10 * SECOND;
    private boolean stopGroup;
    private int priority = 999;
    private AlertSpec alerts = AlertSpec.NONE;
    private OutputSpec output = OutputSpec.raw(ROTATION);

    static Specs program(String name) {
        var specs = new Specs();
        specs.program = name;
        return specs;
    }

    static Specs web() {
        return program("web");
    }

    static FleetSpec fleet(Specs... programs) {
        return new FleetSpec(Arrays.stream(programs).map(Specs::build).toList());
    }

    Specs numprocs(int count) {
        numprocs = count;
        return this;
    }

    Specs command(String... words) {
        command = List.of(words);
        return this;
    }

    Specs umask(int mask) {
        umask = OptionalInt.of(mask);
        return this;
    }

    Specs environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Specs workingDirectory(String path) {
        workingDirectory = path;
        return this;
    }

    Specs stdout(StreamTarget target) {
        stdout = target;
        return this;
    }

    Specs stderr(StreamTarget target) {
        stderr = target;
        return this;
    }

    Specs autostart(boolean value) {
        autostart = value;
        return this;
    }

    Specs autoRestart(AutoRestart value) {
        autoRestart = value;
        return this;
    }

    Specs exitCodes(Integer... codes) {
        exitCodes = new TreeSet<>(List.of(codes));
        return this;
    }

    Specs startRetries(int count) {
        startRetries = count;
        return this;
    }

    Specs startNanos(long nanos) {
        startNanos = nanos;
        return this;
    }

    Specs stopSignal(int signal) {
        stopSignal = signal;
        return this;
    }

    Specs stopWaitNanos(long nanos) {
        stopWaitNanos = nanos;
        return this;
    }

    Specs stopGroup(boolean value) {
        stopGroup = value;
        return this;
    }

    Specs priority(int value) {
        priority = value;
        return this;
    }

    Specs alerts(AlertSpec value) {
        alerts = value;
        return this;
    }

    Specs output(OutputSpec value) {
        output = value;
        return this;
    }

    ProgramSpec build() {
        List<ProcessSpec> processes = new ArrayList<>();
        for (int index = 0; index < numprocs; index++) {
            var id = new ProcessId(program, index);
            processes.add(new ProcessSpec(id, id.displayName(numprocs), launch(), supervision()));
        }
        return new ProgramSpec(program, List.copyOf(processes));
    }

    /// Its only, or first, process.
    ProcessSpec process() {
        return build().processes().getFirst();
    }

    private LaunchSpec launch() {
        return new LaunchSpec(
                command, umask, workingDirectory, new TreeMap<>(environment), stdout, stderr);
    }

    private SupervisionSpec supervision() {
        return new SupervisionSpec(
                autostart,
                autoRestart,
                new TreeSet<>(exitCodes),
                startRetries,
                startNanos,
                stopSignal,
                stopWaitNanos,
                stopGroup,
                priority,
                output,
                alerts);
    }
}
