package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;

import java.util.List;

/// What decides on the [Form] of a stream: if this is equal, nothing changes.
///
/// @param name displayed name of the process, which stands in the lines; empty where it does not
record FormSpec(OutputSpec output, String name) {

    static FormSpec of(OutputSpec spec, String name) {
        var output =
                new OutputSpec(
                        spec.format(),
                        spec.stripAnsi(),
                        spec.forward(),
                        spec.overflow(),
                        ANY_ROTATION);
        return new FormSpec(output, spec.format() == OutputFormat.RAW ? "" : name);
    }

    private static final taskmaster.core.Rotation ANY_ROTATION =
            taskmaster.core.Rotation.ofSize(0, 0);

    List<ForwardTarget> forward() {
        return output.forward();
    }

    Overflow overflow() {
        return output.overflow();
    }

    @Nullable LineFormat format(LineFormats formats, boolean isStderr) {
        return formats.of(output, name, isStderr);
    }
}
