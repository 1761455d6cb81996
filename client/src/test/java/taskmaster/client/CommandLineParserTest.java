package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

import taskmaster.api.ProcessView;

import java.util.List;
import java.util.Map;

class CommandLineParserTest {
    private static Invocation parse(String... words) throws ClientFailure {
        return CommandLineParser.parse(List.of(words), false);
    }

    private static ClientFailure refused(String... words) {
        return catchThrowableOfType(ClientFailure.class, () -> parse(words));
    }

    @Test
    void optionsStandAnywhere() throws ClientFailure {
        Invocation invocation = parse("-p", "9001", "tail", "-f", "web", "-n5", "--json", "stderr");
        assertThat(invocation.command()).isEqualTo(CommandTable.of(CommandName.TAIL));
        assertThat(invocation.arguments()).containsExactly("web", "stderr");
        assertThat(invocation.options())
                .isEqualTo(Map.of("port", "9001", "follow", "", "lines", "5", "json", ""));
    }

    @Test
    void shortOptionsMayBeJoined() throws ClientFailure {
        assertThat(parse("tail", "-fn", "7", "web").options())
                .isEqualTo(Map.of("follow", "", "lines", "7"));
        assertThat(parse("-p9001").options()).isEqualTo(Map.of("port", "9001"));
    }

    @Test
    void aNumberIsBytesOfATail() throws ClientFailure {
        assertThat(parse("tail", "-1600", "web").value("bytes")).isEqualTo("1600");
        assertThat(refused("status", "-9").text()).contains("no option `--bytes`");
    }

    @Test
    void afterTwoDashesAllAreArguments() throws ClientFailure {
        assertThat(parse("status", "--", "--json", "-1").arguments())
                .containsExactly("--json", "-1");
    }

    @Test
    void quotesAndOddWordsStayAsTheyAre() throws ClientFailure {
        assertThat(parse("status", "\"web\"", "", "a=b").arguments())
                .containsExactly("\"web\"", "", "a=b");
        assertThat(parse("-c", "\"x\"", "status").value("config")).isEqualTo("\"x\"");
    }

    @Test
    void noCommandIsTheShell() throws ClientFailure {
        assertThat(parse().command()).isNull();
        assertThat(parse("-p", "1").command()).isNull();
    }

    @Test
    void helpIsForTheCommandIfThereIsOne() throws ClientFailure {
        assertThat(parse("-h").command()).isEqualTo(CommandTable.of(CommandName.HELP));
        assertThat(parse("stop", "--help").arguments()).containsExactly("stop");
        assertThat(parse("quit").command()).isEqualTo(CommandTable.of(CommandName.EXIT));
        assertThat(parse("?", "stop").arguments()).containsExactly("stop");
    }

    @Test
    void mistakesSayWhatWasMeant() {
        assertThat(refused("stauts").hint()).contains("`status`");
        assertThat(refused("stauts").status()).isEqualTo(1);
        assertThat(refused("status", "--jsno").hint()).contains("`--json`");
        assertThat(refused("status", "--jso").status()).isEqualTo(2);
        assertThat(refused("status", "--json=1").status()).isEqualTo(2);
        assertThat(refused("-p").text()).contains("`--port` needs PORT");
        assertThat(refused("stop", "--dry-run", "a").text()).contains("`stop` has no option");
        assertThat(refused("--watch").text()).contains("needs a command");
        assertThat(refused("version", "x").text()).contains("takes no arguments");
        assertThat(refused("x".repeat(100_000)).text()).hasSizeLessThan(200);
        assertThat(refused("-" + "x".repeat(100_000)).text()).hasSizeLessThan(200);
    }

    @Test
    void theShellTakesNoOtherDaemon() {
        ClientFailure failure =
                catchThrowableOfType(
                        ClientFailure.class,
                        () -> CommandLineParser.parse(List.of("status", "-p", "1"), true));
        assertThat(failure.text()).contains("`--port` is not for the shell");
    }

    @Test
    void everyRowOfTheTableIsSound() {
        assertThat(CommandTable.COMMANDS).hasSameSizeAs(CommandName.values());
        assertThat(CommandTable.words()).doesNotHaveDuplicates();
        for (CommandSpec command : CommandTable.COMMANDS) {
            assertThat(command.summary()).doesNotEndWith(".");
            for (String example : command.examples()) {
                assertThat(refused(example.split(" ", -1))).as(example).isNull();
            }
            for (String status : HelpText.statuses(command)) {
                assertThat(status).matches("([0-7]|130) .+");
            }
        }
    }

    @Test
    void completionKnowsCommandsNamesStreamsAndOptions() {
        Completions.Processes processes =
                () ->
                        List.of(
                                Processes.running("db", 1),
                                Processes.running("web:web_00", 2),
                                Processes.running("web:web_01", 3));
        assertThat(Completions.of(List.of(), "st", processes)).contains("status", "stop", "quit");
        assertThat(Completions.of(List.of("start"), "", processes))
                .containsExactly("db", "web", "web:*", "web:web_00", "web:web_01", "all");
        assertThat(Completions.of(List.of("tail"), "", processes))
                .containsExactly("db", "web", "web:*", "web:web_00", "web:web_01", "all");
        assertThat(Completions.of(List.of("tail", "-f", "db"), "", processes))
                .contains("web:*", "all", "stdout", "stderr");
        assertThat(Completions.of(List.of("signal"), "", processes)).contains("HUP");
        assertThat(Completions.of(List.of("signal", "HUP"), "", processes)).contains("db");
        assertThat(Completions.of(List.of("reload"), "--d", processes)).contains("--dry-run");
        assertThat(Completions.of(List.of("help"), "", processes)).contains("reload");
        assertThat(Completions.of(List.of("nope"), "", processes)).isEmpty();
    }

    @Test
    void completionKnowsComponentsAndLevels() {
        Completions.Processes daemon =
                new Completions.Processes() {
                    @Override
                    public List<ProcessView> processes() {
                        return List.of();
                    }

                    @Override
                    public List<String> components() {
                        return List.of("control", "main");
                    }
                };
        assertThat(Completions.of(List.of("log-level"), "", daemon))
                .contains("control", "main", "debug", "reset");
        assertThat(Completions.of(List.of("log-level", "main"), "", daemon))
                .contains("debug", "reset")
                .doesNotContain("control");
        assertThat(Completions.of(List.of("log-level", "main", "debug"), "", daemon)).isEmpty();
    }
}
