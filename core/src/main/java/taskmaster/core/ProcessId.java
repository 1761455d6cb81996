package taskmaster.core;

/// Identity of one supervised process: its program and its place among the program's processes. It
/// stays the same over restarts, reloads and changes of `numprocs`.
///
/// @param program name of the program as written in the configuration
/// @param index 0 to numprocs - 1
public record ProcessId(String program, int index) {

    /// The name that people see: `web` alone, `web:web_00` among several (as supervisord writes
    /// it).
    public String displayName(int numprocs) {
        return numprocs == 1
                ? program
                : program + ":" + program + (index < 10 ? "_0" : "_") + index;
    }

    @Override
    public String toString() {
        return program + ":" + index;
    }
}
