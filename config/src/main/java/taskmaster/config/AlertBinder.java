package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;
import taskmaster.core.ForwardTarget;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Makes [AlertSettings] of `mail:`, `webhooks:` and `alerts:`, and knows afterwards what a program
/// may name.
final class AlertBinder {

    private static final String SYSLOG = "syslog";
    private static final List<Setting<?>> SECTIONS =
            List.of(AlertTable.MAIL_SECTION, AlertTable.WEBHOOKS, AlertTable.ALERTS_SECTION);
    private static final int NAMES_SHOWN_MAX = 8;
    private static final String WEBHOOK = "webhook";
    private static final long SYSLOG_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Reading reading;
    private final TopLevel topLevel;
    private final SectionReader reader;
    private final List<AlertDestination> destinations = new ArrayList<>();

    /// Every name with where it stands, also of destinations that have problems of their own.
    private final Map<String, Place> names = new LinkedHashMap<>();

    private boolean isNameBroken;
    private Set<AlertType> on = AlertTable.ON.defaultOrThrow();
    private List<String> to = List.of();
    private @Nullable AlertSpec inherited;

    AlertBinder(Reading reading, TopLevel topLevel) {
        this.reading = reading;
        this.topLevel = topLevel;
        this.reader = new SectionReader(reading);
    }

    /// Keeps secrets out of what is shown below problems, before there are any.
    static void hideSecrets(Map<String, Yaml.Entry> root) {
        Yaml.@Nullable Entry mail = root.get(AlertTable.MAIL_SECTION.key());
        if (mail != null) {
            hide(mail.value(), false);
        }
        Yaml.@Nullable Entry webhooks = root.get(AlertTable.WEBHOOKS.key());
        if (webhooks != null) {
            List<Yaml> items =
                    webhooks.value() instanceof Yaml.Sequence list
                            ? list.items()
                            : List.of(webhooks.value());
            // What is no mapping is probably the address alone.
            items.forEach(item -> hide(item, !(item instanceof Yaml.Mapping)));
        }
    }

    private static void hide(Yaml node, boolean isSecret) {
        switch (node) {
            case Yaml.Scalar scalar -> {
                if (isSecret) {
                    scalar.place().source().hide(scalar.place());
                }
            }
            case Yaml.Sequence list -> list.items().forEach(item -> hide(item, isSecret));
            case Yaml.Mapping mapping ->
                    mapping.entries()
                            .forEach(entry -> hide(entry.value(), isSecret || isSecret(entry)));
        }
    }

    private static boolean isSecret(Yaml.Entry entry) {
        return List.of(AlertTable.PASSWORD, AlertTable.URL, AlertTable.HEADERS).stream()
                .anyMatch(setting -> setting.key().equals(entry.name()));
    }

    /// Reads the three sections; what has a problem is left out.
    AlertSettings bind(Map<String, Yaml.Entry> root) {
        if (SECTIONS.stream().noneMatch(section -> root.containsKey(section.key()))) {
            return AlertSettings.NONE;
        }
        mail(root);
        webhooks(root);
        Bound alerts = topLevel.section(root, AlertTable.ALERTS_SECTION, Section.ALERTS);
        commands(alerts, root);
        syslog(alerts, root);
        on = alerts.orDefault(AlertTable.ON);
        to = resolved(alerts.orDefault(AlertTable.TO));
        Yaml.@Nullable Entry section = root.get(AlertTable.ALERTS_SECTION.key());
        if (section != null && section.value() instanceof Yaml.Mapping && !on.isEmpty()) {
            warnIfNobody(section.key().place());
        }
        return new AlertSettings(
                List.copyOf(destinations),
                new AlertSpec(on, to),
                alerts.orDefault(AlertTable.GROUP),
                alerts.orDefault(AlertTable.REPEAT),
                alerts.orDefault(AlertTable.MAX_PER_HOUR));
    }

    /// What is told of a program.
    ///
    /// @param own what it says, with `defaults:`; null: nothing
    AlertSpec ofProgram(ProgramAlertsType.@Nullable Partial own) {
        if (own != null) {
            return merged(own);
        }
        if (inherited == null) {
            // One for a thousand programs.
            inherited = merged(ProgramAlertsType.Partial.NOTHING);
        }
        return inherited;
    }

    private AlertSpec merged(ProgramAlertsType.Partial said) {
        List<String> receivers = said.to() == null ? to : resolved(said.to());
        Set<AlertType> types = EnumSet.noneOf(AlertType.class);
        types.addAll(said.on() == null ? on : said.on());
        types.remove(AlertType.RELOAD_REFUSED);
        return said.isNone() || types.isEmpty() || receivers.isEmpty()
                ? AlertSpec.NONE
                : new AlertSpec(Collections.unmodifiableSet(types), receivers);
    }

    /// Warns of alerts that nobody can get.
    void warnIfNobody(Place place) {
        if (names.isEmpty() && !isNameBroken) {
            reading.problems()
                    .warning(
                            place,
                            "nobody is told: the file names no destination of alerts",
                            "",
                            "add `mail:`, `webhooks:`, or `exec` or `syslog` below `alerts:`");
        }
    }

    private void mail(Map<String, Yaml.Entry> root) {
        Yaml.@Nullable Entry section = root.get(AlertTable.MAIL_SECTION.key());
        if (section == null || isEmpty(section.value())) {
            return;
        }
        claim(MailBinder.NAME, section.key().place());
        @Nullable Map<String, Yaml.Entry> entries =
                topLevel.mapping(root, AlertTable.MAIL_SECTION, true);
        if (entries != null) {
            Bound bound = topLevel.section(root, AlertTable.MAIL_SECTION, Section.MAIL);
            add(new MailBinder(reading, section.key().place(), entries).bind(bound));
        }
    }

    private void webhooks(Map<String, Yaml.Entry> root) {
        Yaml.@Nullable Entry section = root.get(AlertTable.WEBHOOKS.key());
        if (section == null || isEmpty(section.value())) {
            return;
        }
        if (!(section.value() instanceof Yaml.Sequence list)) {
            refuse(
                    section.value().place(),
                    "`webhooks` must be a list of mappings, not " + section.value().kind(),
                    "write `- url: ...` below it");
            isNameBroken = true;
            return;
        }
        if (list.items().size() > ConfigLimits.ALERT_ITEMS_MAX) {
            refuse(
                    section.key().place(),
                    "more than %d webhooks".formatted(ConfigLimits.ALERT_ITEMS_MAX));
            isNameBroken = true;
            return;
        }
        for (int i = 0; i < list.items().size(); i++) {
            webhook(list.items().get(i), i);
        }
    }

    private void webhook(Yaml item, int index) {
        if (!(item instanceof Yaml.Mapping mapping)) {
            refuse(
                    item.place(),
                    "a webhook must be a mapping, not " + item.kind(),
                    "write `- {name: ..., url: ...}`");
            isNameBroken = true;
            return;
        }
        Map<String, Yaml.Entry> entries = reading.mergeKeys().entries(mapping);
        boolean isValid = reader.hasOnlyKnownKeys(Section.WEBHOOK, entries);
        Bound bound = reader.bind(Section.WEBHOOK, List.of(entries), Scope.TOP);
        @Nullable String said = bound.get(AlertTable.WEBHOOK_NAME);
        isNameBroken |= said == null && entries.containsKey(AlertTable.WEBHOOK_NAME.key());
        String name = said == null ? byPlace(WEBHOOK, index) : said;
        claim(name, place(entries, AlertTable.WEBHOOK_NAME, item.place()));
        @Nullable URI url = bound.get(AlertTable.URL);
        if (!entries.containsKey(AlertTable.URL.key())) {
            refuse(item.place(), "webhook %s has no `url`".formatted(Texts.quoted(name)));
        }
        if (!isValid || !bound.isValid() || url == null) {
            return;
        }
        reading.origins().addSection("webhooks." + name, entries, reading.mergeKeys());
        @Nullable SortedMap<String, Secret> headers = bound.get(AlertTable.HEADERS);
        SortedMap<String, Secret> sent = headers == null ? Collections.emptySortedMap() : headers;
        warnOfClearHeaders(url, sent, place(entries, AlertTable.HEADERS, item.place()));
        add(
                new AlertDestination.Webhook(
                        name,
                        bound.orDefault(AlertTable.WEBHOOK_TIMEOUT),
                        url,
                        sent,
                        bound.orDefault(AlertTable.FORMAT)));
    }

    private void warnOfClearHeaders(URI url, SortedMap<String, Secret> headers, Place place) {
        if (!headers.isEmpty()
                && "http".equalsIgnoreCase(url.getScheme())
                && !HostAndPort.isLoopback(url.getHost())) {
            reading.problems()
                    .warning(
                            place,
                            "`headers` travel in the clear: the `url` is not `https://`",
                            "");
        }
    }

    private void commands(Bound alerts, Map<String, Yaml.Entry> root) {
        @Nullable List<ExecType.Entry> entries = alerts.get(AlertTable.EXEC_LIST);
        if (entries == null) {
            isNameBroken |= hasKey(root, AlertTable.EXEC_LIST);
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            ExecType.Entry entry = entries.get(i);
            @Nullable Long timeout = entry.timeoutNanos();
            String name = entry.name() == null ? byPlace(ExecType.NAME, i) : entry.name();
            claim(name, place(entry.settings(), AlertTable.EXEC_NAME, entry.place()));
            reading.origins().addSection("exec." + name, entry.settings(), reading.mergeKeys());
            add(
                    new AlertDestination.Command(
                            name,
                            timeout == null ? AlertTable.EXEC_TIMEOUT.defaultOrThrow() : timeout,
                            entry.command()));
        }
    }

    private void syslog(Bound alerts, Map<String, Yaml.Entry> root) {
        @Nullable List<ForwardTarget> targets = alerts.get(AlertTable.SYSLOG);
        if (targets == null) {
            isNameBroken |= hasKey(root, AlertTable.SYSLOG);
            return;
        }
        Yaml.@Nullable Entry section = root.get(AlertTable.ALERTS_SECTION.key());
        if (section == null) {
            return;
        }
        for (ForwardTarget target : targets) {
            claim(SYSLOG, section.key().place());
            add(new AlertDestination.Syslog(SYSLOG, SYSLOG_TIMEOUT_NANOS, target));
        }
    }

    private boolean hasKey(Map<String, Yaml.Entry> root, Setting<?> setting) {
        Yaml.@Nullable Entry section = root.get(AlertTable.ALERTS_SECTION.key());
        return section != null
                && section.value() instanceof Yaml.Mapping mapping
                && reading.mergeKeys().entries(mapping).containsKey(setting.key());
    }

    private static boolean isEmpty(Yaml node) {
        return node instanceof Yaml.Scalar scalar && scalar.isNull();
    }

    private static String byPlace(String name, int index) {
        return index == 0 ? name : name + "_" + (index + 1);
    }

    private static Place place(
            Map<String, Yaml.Entry> entries, Setting<?> setting, Place otherwise) {
        Yaml.@Nullable Entry entry = entries.get(setting.key());
        return entry == null ? otherwise : entry.value().place();
    }

    private void claim(String name, Place place) {
        @Nullable Place first = names.putIfAbsent(name, place);
        if (first != null) {
            refuse(
                    place,
                    "two destinations of alerts are called " + Texts.quoted(name),
                    "the first stands at " + first.origin(),
                    "give each its own `name`");
        }
    }

    private void add(@Nullable AlertDestination destination) {
        if (destination != null) {
            destinations.add(destination);
        }
    }

    /// The destinations that are meant, in the order of the file.
    private List<String> resolved(AlertToType.Names written) {
        if (written.isAll()) {
            return List.copyOf(names.keySet());
        }
        var chosen = new HashSet<String>();
        for (Words.Word word : written.words()) {
            if (!names.containsKey(word.text()) && !isNameBroken) {
                refuseUnknown(word);
            }
            chosen.add(word.text());
        }
        return names.keySet().stream().filter(chosen::contains).toList();
    }

    private void refuseUnknown(Words.Word word) {
        String text = word.text();
        reading.problems()
                .error(
                        word.place(),
                        text.contains("://")
                                ? "`to` holds names of destinations, no address"
                                : "no destination of alerts is called " + Texts.quoted(text),
                        "",
                        adviceOfUnknown(text));
    }

    private List<String> adviceOfUnknown(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.contains("://")) {
            return List.of("write `webhooks: [{name: ..., url: ...}]`, and the name here");
        }
        if (word.contains("@")) {
            return List.of("write `mail: {dests: ...}`, and `mail` here");
        }
        if (word.equals(AlertToType.NONE) || word.equals(AlertToType.EVERY)) {
            return List.of("write `to: " + word + "` alone");
        }
        if (word.equals(MailBinder.NAME) && !names.containsKey(word)) {
            return List.of("the file has no `mail:`");
        }
        if (word.equals(SYSLOG) && !names.containsKey(word)) {
            return List.of("write `syslog: true` below `alerts:`");
        }
        List<String> near = Suggestions.didYouMean(text, names.keySet(), "");
        if (!near.isEmpty()) {
            return near;
        }
        return List.of(
                names.isEmpty()
                        ? "the file names none: add `mail:` or `webhooks:`"
                        : "there are "
                                + names.keySet().stream()
                                        .limit(NAMES_SHOWN_MAX)
                                        .map(name -> "`" + name + "`")
                                        .collect(Collectors.joining(", "))
                                + (names.size() > NAMES_SHOWN_MAX ? " and more" : ""));
    }

    private void refuse(Place place, String message, String... help) {
        reading.problems().error(place, message, "", help);
    }
}
