package taskmaster.config;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds nodes from the events of the YAML library: with bounds on depth and number before they
/// are built, both places of a duplicate key, and recursion refused.
final class YamlReader {

    private static final String STANDARD_TAG = "tag:yaml.org,2002:";

    private final SourceText source;
    private final Problems problems;
    private final Budget budget;
    private final Map<Anchor, Yaml> anchors = new HashMap<>();
    private final Map<Anchor, Integer> anchorSizes = new HashMap<>();
    private final Map<Anchor, Place> openAnchors = new HashMap<>();

    /// Nodes that may still be made, shared by all files of a configuration.
    static final class Budget {
        private int nodes = ConfigLimits.NODES_MAX;
        private int expandedNodes = ConfigLimits.EXPANDED_NODES_MAX;
    }

    /// Reading cannot go on; the problem has been reported.
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1;

        Abandoned() {
            super(null, null, false, false);
        }
    }

    private YamlReader(SourceText source, Problems problems, Budget budget) {
        this.source = source;
        this.problems = problems;
        this.budget = budget;
    }

    /// What a file holds.
    ///
    /// @param isReadable false after a problem, which is reported
    /// @param root null: nothing, but perhaps comments
    record Document(boolean isReadable, @Nullable Yaml root) {}

    /// The only document of a file.
    static Document read(SourceText source, Problems problems, Budget budget) {
        var reader = new YamlReader(source, problems, budget);
        try {
            return new Document(true, reader.document());
        } catch (Abandoned _) {
            return new Document(false, null);
        } catch (YamlEngineException failed) {
            YamlProblem.report(failed, source, problems);
            return new Document(false, null);
        }
    }

    private @Nullable Yaml document() {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(source.name())
                        .setCodePointLimit(ConfigLimits.FILE_BYTES_MAX)
                        .setBufferSize(bufferSize(source.text().length()))
                        .setParseComments(false)
                        .build();
        Iterator<Event> events =
                new ParserImpl(settings, new StreamReader(settings, source.text()));
        @Nullable Yaml document = null;
        boolean isFirst = true;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent start && !isFirst) {
                problems.error(
                        place(start.getStartMark(), Optional.empty()),
                        "a second YAML document begins here",
                        "",
                        "remove the line `---`");
                throw new Abandoned();
            } else if (event instanceof DocumentStartEvent) {
                isFirst = false;
            } else if (event instanceof NodeEvent node) {
                document = node(node, events, 1);
            }
        }
        return document;
    }

    /// Characters read at a time. The library copies all it holds at each read, so that small ones
    /// make a long line cost the square of its length.
    private static int bufferSize(int characters) {
        return Math.clamp(characters, 1024, 1 << 20);
    }

    private Yaml node(NodeEvent event, Iterator<Event> events, int depth) {
        Place place = place(event.getStartMark(), event.getEndMark());
        if (event instanceof AliasEvent) {
            return alias(event, place);
        }
        if (--budget.nodes < 0) {
            abandon(place, "the file holds more than " + ConfigLimits.NODES_MAX + " values");
        }
        if (depth > ConfigLimits.DEPTH_MAX) {
            abandon(place, "mappings and lists are nested deeper than " + ConfigLimits.DEPTH_MAX);
        }
        int before = budget.expandedNodes;
        spend(1, place);
        event.getAnchor().ifPresent(anchor -> openAnchors.put(anchor, place));
        Yaml node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, place);
                    case SequenceStartEvent start -> sequence(start, events, place, depth);
                    case MappingStartEvent start -> mapping(start, events, place, depth);
                    default -> throw new IllegalStateException("unexpected event " + event);
                };
        event.getAnchor().ifPresent(anchor -> close(anchor, node, before - budget.expandedNodes));
        return node;
    }

    private void close(Anchor anchor, Yaml node, int size) {
        openAnchors.remove(anchor);
        anchors.put(anchor, node);
        anchorSizes.put(anchor, size);
    }

    private Yaml alias(NodeEvent event, Place place) {
        Anchor anchor = event.getAnchor().orElseThrow();
        @Nullable Place open = openAnchors.get(anchor);
        if (open != null) {
            abandon(place, "alias `*" + anchor.getValue() + "` stands inside its own anchor");
        }
        @Nullable Yaml node = anchors.get(anchor);
        if (node == null) {
            problems.error(
                    place,
                    "unknown alias `*" + anchor.getValue() + "`",
                    "no anchor `&" + anchor.getValue() + "` before this line",
                    Suggestions.didYouMean(
                            anchor.getValue(),
                            anchors.keySet().stream().map(Anchor::getValue).toList(),
                            "*"));
            throw new Abandoned();
        }
        spend(anchorSizes.getOrDefault(anchor, 1), place);
        return node;
    }

    private void spend(int nodes, Place place) {
        if (nodes > budget.expandedNodes) {
            abandon(
                    place,
                    "aliases make the file larger than "
                            + ConfigLimits.EXPANDED_NODES_MAX
                            + " values");
        }
        budget.expandedNodes -= nodes;
    }

    private Yaml.Scalar scalar(ScalarEvent event, Place place) {
        String tag = checkedTag(event.getTag(), place, "null", "bool", "int", "float", "str");
        if (event.getValue().indexOf('\0') >= 0) {
            problems.error(place, "a value holds a NUL character", "no system call can take it");
        }
        return new Yaml.Scalar(place, event.getValue(), event.isPlain() && !tag.equals("str"));
    }

    private Yaml.Sequence sequence(
            SequenceStartEvent start, Iterator<Event> events, Place place, int depth) {
        checkedTag(start.getTag(), place, "seq");
        var items = new ArrayList<Yaml>();
        while (events.next() instanceof NodeEvent item) {
            items.add(node(item, events, depth + 1));
        }
        return new Yaml.Sequence(place, items);
    }

    private Yaml.Mapping mapping(
            MappingStartEvent start, Iterator<Event> events, Place place, int depth) {
        checkedTag(start.getTag(), place, "map");
        var entries = new ArrayList<Yaml.Entry>();
        var places = new HashMap<String, Place>();
        while (events.next() instanceof NodeEvent keyEvent) {
            Yaml key = node(keyEvent, events, depth + 1);
            if (!(events.next() instanceof NodeEvent valueEvent)) {
                throw new IllegalStateException("a key without a value event");
            }
            Yaml value = node(valueEvent, events, depth + 1);
            if (!(key instanceof Yaml.Scalar name)) {
                problems.error(key.place(), "a key must be a single word, not " + key.kind(), "");
                continue;
            }
            Place keyPlace = place(keyEvent.getStartMark(), keyEvent.getEndMark());
            var entry = new Yaml.Entry(name, value);
            @Nullable Place first = places.putIfAbsent(name.text(), keyPlace);
            if (first == null || entry.isMerge()) {
                entries.add(entry);
            } else {
                problems.error(
                        keyPlace,
                        "duplicate key " + Texts.quoted(name.text()),
                        "already set",
                        "it stands first at " + first.origin());
            }
        }
        return new Yaml.Mapping(place, entries);
    }

    /// The short form of a tag that this file may use, `str` for the non-specific one.
    private String checkedTag(Optional<String> tag, Place place, String... allowed) {
        if (tag.isEmpty()) {
            return "";
        }
        String text = tag.get();
        String name = text.equals("!") ? "str" : text.replace(STANDARD_TAG, "");
        if (!text.equals("!") && !List.of(allowed).contains(name)) {
            problems.error(
                    place,
                    "tag "
                            + Texts.quoted(text.replace(STANDARD_TAG, "!!"))
                            + " has no meaning here",
                    "",
                    "remove the tag");
        }
        return name;
    }

    private void abandon(Place place, String message) {
        problems.error(place, message, "");
        throw new Abandoned();
    }

    /// From the start to the end if both are in one line and no block collection begins here.
    private Place place(Optional<Mark> start, Optional<Mark> end) {
        Mark from = start.orElseThrow();
        int length = 1;
        if (end.isPresent() && end.get().getLine() == from.getLine()) {
            length = Math.max(1, end.get().getColumn() - from.getColumn());
        }
        return new Place(source, from.getLine() + 1, from.getColumn() + 1, length);
    }
}
