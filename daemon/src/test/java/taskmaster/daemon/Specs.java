package taskmaster.daemon;

import taskmaster.core.AlertSpec;
import taskmaster.core.AutoRestart;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.ProcessId;
import taskmaster.core.ProcessSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.core.SupervisionSpec;

import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Process specs for tests.
final class Specs {

    private Specs() {}

    static ProcessSpec named(String name) {
        SortedSet<Integer> exitCodes = new TreeSet<>(List.of(0));
        return new ProcessSpec(
                new ProcessId(name, 0),
                name,
                new LaunchSpec(
                        List.of("/bin/true"),
                        OptionalInt.empty(),
                        null,
                        new TreeMap<>(),
                        new StreamTarget.Discarded(),
                        new StreamTarget.Discarded()),
                new SupervisionSpec(
                        true,
                        AutoRestart.UNEXPECTED,
                        exitCodes,
                        3,
                        1_000_000_000L,
                        15,
                        10_000_000_000L,
                        false,
                        999,
                        OutputSpec.raw(Rotation.ofSize(50 << 20, 10)),
                        AlertSpec.NONE));
    }
}
