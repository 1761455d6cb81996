package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.api.AlertList;
import taskmaster.api.DiagnosticView;
import taskmaster.api.PlanLine;
import taskmaster.api.ProcessOutput;
import taskmaster.api.ReloadReport;
import taskmaster.api.StreamOutput;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The reference pages say what the program does. `-Dtaskmaster.write=true` writes the generated
/// one anew.
class CommandsPageTest {
    private static final Path PAGES = Path.of("..", "docs", "reference");

    private static final String CONSOLE = "console\n$ taskmasterctl ";

    @TempDir Path root;

    @Test
    void theReferencePageIsMadeFromTheTable() throws IOException {
        Path page = PAGES.resolve("commands.md");
        String wanted = CommandsPage.render();
        if (Boolean.getBoolean("taskmaster.write")) {
            Files.createDirectories(PAGES);
            Files.writeString(page, wanted);
        }
        assertThat(Files.readString(page))
                .as("docs/reference/commands.md; write it anew with -Dtaskmaster.write=true")
                .isEqualTo(wanted);
    }

    @Test
    void helpPagesFitATerminal() {
        List<String> pages = new ArrayList<>(List.of(HelpText.all()));
        for (CommandSpec command : CommandTable.COMMANDS) {
            pages.add(HelpText.one(command));
        }
        for (String page : pages) {
            assertThat(page.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
        }
    }

    /// Every document shown in json.md is printed by the real client against the fake daemon.
    @Test
    void theDocumentsOfTheJsonPageAreReal() throws IOException {
        Path page = PAGES.resolve("json.md");
        String written = Files.readString(page);
        StringBuilder wanted = new StringBuilder();
        int shown = 0;
        try (FakeDaemon daemon = FakeDaemon.onSocket(root.resolve("d.sock"))) {
            prepare(daemon);
            for (String block : written.split("(?<=```)", -1)) {
                if (block.startsWith(CONSOLE)) {
                    shown++;
                    int end = block.indexOf('\n', CONSOLE.length());
                    wanted.append(block, 0, end + 1);
                    wanted.append(output(block.substring(CONSOLE.length(), end))).append("```");
                } else {
                    wanted.append(block);
                }
            }
        }
        if (Boolean.getBoolean("taskmaster.write")) {
            Files.writeString(page, wanted);
        }
        assertThat(written).isEqualTo(wanted.toString());
        assertThat(shown).isGreaterThan(8);
    }

    private String output(String command) {
        String[] words = ("-s " + root.resolve("d.sock") + " " + command).split(" ", -1);
        return new Ctl(root).run(words).out();
    }

    private static void prepare(FakeDaemon daemon) {
        daemon.with(
                Processes.with(
                        Processes.running("web:web_00", 20),
                        "/var/log/web.log",
                        "/var/log/web.log",
                        new ProcessOutput(new StreamOutput(52_600_000, 420_100, 0, 0, 1), null)),
                Processes.aborted("bad", "cannot start /bin/nope: no such file (ENOENT)"));
        daemon.result("bad", false, "aborted", "cannot start /bin/nope: no such file (ENOENT)");
        daemon.alerts = new AlertList(List.of(AlertCommandTest.mail()), null);
        daemon.log("web:web_00", "stdout", "one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        daemon.reload =
                new ReloadReport(
                        false,
                        true,
                        List.of(new PlanLine("web:web_00", "respawn", List.of("cmd"))),
                        List.of(
                                new DiagnosticView(
                                        "warning",
                                        "/etc/taskmaster.yaml",
                                        3,
                                        5,
                                        "`stoptime` is very long",
                                        "    stoptime: 3600",
                                        8,
                                        List.of(),
                                        "")),
                        List.of());
    }
}
