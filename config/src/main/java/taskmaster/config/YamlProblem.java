package taskmaster.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns what the YAML library throws into a problem like any other.
final class YamlProblem {

    private YamlProblem() {}

    static void report(YamlEngineException failed, SourceText source, Problems problems) {
        switch (failed) {
            case MarkedYamlEngineException marked -> reportMarked(marked, source, problems);
            case ReaderException reader ->
                    problems.error(
                            source.at(reader.getPosition()),
                            "not valid YAML: character U+%04X is not allowed"
                                    .formatted(reader.getCodePoint()),
                            "",
                            "write it as an escape, \"\\x%02X\", in double quotes"
                                    .formatted(reader.getCodePoint()));
            default ->
                    problems.error(
                            source.start(),
                            "not valid YAML: " + Texts.oneLine(failed.toString()),
                            "");
        }
    }

    private static void reportMarked(
            MarkedYamlEngineException failed, SourceText source, Problems problems) {
        Optional<Mark> mark = failed.getProblemMark().or(failed::getContextMark);
        Place place =
                mark.map(m -> new Place(source, m.getLine() + 1, m.getColumn() + 1, 1))
                        .orElse(source.start());
        String problem = Texts.oneLine(String.valueOf(failed.getProblem()));
        var help = new ArrayList<String>(advice(problem));
        failed.getContextMark()
                .filter(context -> context.getLine() + 1 != place.line())
                .ifPresent(
                        context ->
                                help.add(
                                        "%s that begins at line %d"
                                                .formatted(
                                                        failed.getContext(),
                                                        context.getLine() + 1)));
        problems.error(place, "not valid YAML: " + problem, "", help);
    }

    private static List<String> advice(String problem) {
        if (problem.contains("\\t") || problem.contains("TAB")) {
            return List.of("indent by spaces, not by tabs");
        }
        if (problem.contains("mapping values are not allowed")) {
            return List.of("put the value in quotes if it holds `: `, and check the indentation");
        }
        if (problem.contains("cannot start any token")) {
            return List.of("put the value in quotes");
        }
        if (problem.contains("escape character")) {
            return List.of("use single quotes: no escapes in them");
        }
        if (problem.contains("expected <block end>")) {
            return List.of("check the indentation of this line and the ones before it");
        }
        return List.of();
    }
}
