package taskmaster.client;

import taskmaster.api.ProcessView;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One log to be shown: of a process, one of its streams.
///
/// @param label what it is called where several are shown
record TailSource(String name, String stream, String label) {

    /// What the words are that may follow the names.
    static final List<String> STREAMS = List.of("stdout", "stderr");

    /// The logs of all these processes.
    ///
    /// A file that several of them write to is taken once.
    ///
    /// @param notes gets a line for each log that is left out
    static List<TailSource> of(
            List<ProcessView> processes, List<String> streams, List<String> notes) {
        List<TailSource> sources = new ArrayList<>();
        Map<String, TailSource> byFile = new HashMap<>();
        for (ProcessView process : processes) {
            for (String stream : streams) {
                String label = streams.size() == 1 ? process.name() : process.name() + " " + stream;
                TailSource source = new TailSource(process.name(), stream, label);
                String file = stream.equals("stdout") ? process.stdoutLog() : process.stderrLog();
                TailSource same = file == null ? null : byFile.putIfAbsent(file, source);
                if (same == null) {
                    sources.add(source);
                } else {
                    notes.add(label + " is written to the same file as " + same.label());
                }
            }
        }
        return sources;
    }
}
