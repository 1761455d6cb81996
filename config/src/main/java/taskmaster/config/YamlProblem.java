package taskmaster.config;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns what the YAML library throws into a problem like any other.
final class YamlProblem {

    /// Advice of the library, which we give ourselves.
    private static final Pattern PARENTHESIS = Pattern.compile("[.] \\(Do not use .*\\)$");

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
        String problem = PARENTHESIS.matcher(text(failed)).replaceFirst("");
        boolean isUnclosed = problem.contains("unexpected end of stream");
        Optional<Mark> context = failed.getContextMark();
        Optional<Mark> mark =
                isUnclosed
                        ? context.or(failed::getProblemMark)
                        : failed.getProblemMark().or(() -> context);
        Place place =
                mark.map(m -> new Place(source, m.getLine() + 1, m.getColumn() + 1, 1))
                        .orElse(source.start());
        var help = new ArrayList<String>(advice(problem));
        context.filter(c -> c.getLine() + 1 != place.line())
                .ifPresent(
                        c ->
                                help.add(
                                        "%s that begins at line %d"
                                                .formatted(failed.getContext(), c.getLine() + 1)));
        problems.error(place, "not valid YAML: " + problem, "", help);
    }

    private static String text(MarkedYamlEngineException failed) {
        return Texts.oneLine(String.valueOf(failed.getProblem()));
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
        if (problem.contains("unexpected end of stream")) {
            return List.of("what begins here is not closed");
        }
        if (problem.contains("expected the node content")) {
            return List.of("put the value in quotes if it begins with a special character");
        }
        return List.of();
    }
}
