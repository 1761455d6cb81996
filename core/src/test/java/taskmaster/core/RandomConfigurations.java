package taskmaster.core;

import static taskmaster.core.Specs.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Configurations that follow from one another by small random edits, as an operator makes them.
final class RandomConfigurations {

    /// Longest `stoptime` in use.
    static final long STOP_WAIT_NANOS_MAX = 5 * SECOND;

    /// Largest `startretries` in use.
    static final int START_RETRIES_MAX = 3;

    static final int PRIORITIES = 3;
    private static final int PROGRAMS = 4;
    private static final List<AutoRestart> AUTO_RESTARTS = List.of(AutoRestart.values());

    private static final class Program {
        private final String name;
        private boolean present;
        private int numprocs = 1;
        private int version;
        private boolean autostart = true;
        private AutoRestart autoRestart = AutoRestart.UNEXPECTED;
        private int startRetries = 1;
        private long startNanos = SECOND;
        private long stopWaitNanos = SECOND;
        private boolean stopGroup;
        private int priority;

        private Program(String name) {
            this.name = name;
        }

        private ProgramSpec build() {
            return Specs.program(name)
                    .numprocs(numprocs)
                    .command("/bin/" + name, Integer.toString(version))
                    .autostart(autostart)
                    .autoRestart(autoRestart)
                    .startRetries(startRetries)
                    .startNanos(startNanos)
                    .stopWaitNanos(stopWaitNanos)
                    .stopGroup(stopGroup)
                    .priority(priority)
                    .build();
        }
    }

    private final Random random;
    private final List<Program> programs = new ArrayList<>();

    RandomConfigurations(Random random) {
        this.random = random;
        for (int i = 0; i < PROGRAMS; i++) {
            var program = new Program("p" + i);
            program.present = true;
            programs.add(program);
            for (int edit = 0; edit < 8; edit++) {
                edit(program);
            }
        }
    }

    /// The next configuration; one in ten is the one before.
    FleetSpec next() {
        if (random.nextInt(10) > 0) {
            int edits = 1 + random.nextInt(3);
            for (int i = 0; i < edits; i++) {
                edit(programs.get(random.nextInt(PROGRAMS)));
            }
        }
        return new FleetSpec(
                programs.stream().filter(program -> program.present).map(Program::build).toList());
    }

    private void edit(Program program) {
        switch (random.nextInt(11)) {
            case 0 -> program.present = random.nextInt(3) > 0;
            case 1, 2 -> program.numprocs = 1 + random.nextInt(4);
            case 3 -> program.version++;
            case 4 -> program.autostart = random.nextInt(4) > 0;
            case 5 -> program.autoRestart = AUTO_RESTARTS.get(random.nextInt(3));
            case 6 -> program.startRetries = random.nextInt(START_RETRIES_MAX + 1);
            case 7 -> program.startNanos = random.nextInt(4) * SECOND;
            case 8 -> program.stopWaitNanos = random.nextInt(6) * SECOND;
            case 9 -> program.stopGroup = random.nextBoolean();
            default -> program.priority = random.nextInt(PRIORITIES);
        }
    }
}
