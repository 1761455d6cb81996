package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.ENVIRONMENT;
import static taskmaster.config.Configurations.errors;
import static taskmaster.config.Configurations.load;
import static taskmaster.config.Configurations.loaded;
import static taskmaster.config.Configurations.write;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.config.AlertDestination.Mail;
import taskmaster.config.AlertDestination.Security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Section `mail:`.
final class MailValuesTest {

    private static final String ADDRESSES = "from: a@example.org, dests: b@example.org";

    @TempDir Path directory;

    private LoadOutcome outcome(String mail) {
        return load(directory, "mail: {" + mail + "}\nprograms: {p: {cmd: a}}");
    }

    private Mail mail(String mail) {
        return (Mail) loaded(outcome(mail)).settings().alerts().destinations().getFirst();
    }

    private List<String> messages(String mail) {
        return errors(outcome(mail)).stream().map(Diagnostic::message).toList();
    }

    private List<String> warnings(String mail) {
        return loaded(outcome(mail)).warnings().stream().map(Diagnostic::message).toList();
    }

    private Path passwordFile(String text, String mode) throws IOException {
        Path file = write(directory, "mail.password", text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void serverAndAddressesAreEnough() {
        assertThat(mail("server: SMTP.Example.org, " + ADDRESSES))
                .isEqualTo(
                        new Mail(
                                "mail",
                                30_000_000_000L,
                                "smtp.example.org",
                                465,
                                Security.SSL,
                                null,
                                null,
                                null,
                                "a@example.org",
                                List.of("b@example.org")));
    }

    @ParameterizedTest
    @CsvSource({
        "'',465,SSL",
        "'port: 465',465,SSL",
        "'port: 587',587,STARTTLS",
        "'port: 25',25,NONE",
        "'security: ssl',465,SSL",
        "'security: starttls',587,STARTTLS",
        "'security: none',25,NONE",
        "'port: 2525, security: SSL',2525,SSL",
        "'port: 465, security: starttls',465,STARTTLS",
        "'port: 587, security: none',587,NONE"
    })
    void securityFollowsFromThePortAndThePortFromTheSecurity(
            String written, int port, Security security) {
        Mail mail = mail("server: s, " + ADDRESSES + (written.isEmpty() ? "" : ", " + written));
        assertThat(mail.port()).isEqualTo(port);
        assertThat(mail.security()).isEqualTo(security);
    }

    @Test
    void otherPortMustSayItsSecurity() {
        assertThat(messages("server: s, port: 2525, " + ADDRESSES))
                .containsExactly("port 2525 does not say how the connection is protected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "10.0.0.1", "::1", "[::1]", "[2001:db8::1]"})
    void serverIsANameOrAnAddress(String server) {
        assertThat(mail("server: \"" + server + "\", " + ADDRESSES).server())
                .isEqualTo(server.replaceAll("[\\[\\]]", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp.example.org:465",
                "smtps://smtp.example.org",
                "smtps://me:hunter2@smtp.example.org",
                "a b",
                "a\\r\\nb",
                "999.1.1.1",
                "-a",
                ""
            })
    void serverIsNothingElse(String server) {
        List<Diagnostic> errors = errors(outcome("server: \"" + server + "\", " + ADDRESSES));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().message()).startsWith("`server` must be ");
        assertThat(errors.getFirst().render()).doesNotContain("hunter2");
    }

    @Test
    void serverWithAPortIsTakenApart() {
        assertThat(errors(outcome("server: \"smtp.example.org:465\", " + ADDRESSES)).getFirst())
                .extracting(Diagnostic::help)
                .isEqualTo(
                        List.of("write `server: smtp.example.org`", "write `port: 465` beside it"));
    }

    @Test
    void addressesAreATextOrAList() {
        List<String> two = List.of("a@example.org", "B c <b+x@example.org>");
        assertThat(
                        mail("server: s, from: a@x, dests: \"a@example.org,  B"
                                        + " c<b+x@example.org>\"")
                                .dests())
                .isEqualTo(two);
        assertThat(
                        mail("server: s, from: a@x, dests: [a@example.org, B c  <b+x@example.org>]")
                                .dests())
                .isEqualTo(two);
        assertThat(mail("server: s, from: Task Master <a@x>, dests: root@localhost").from())
                .isEqualTo("Task Master <a@x>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "@example.org",
                "a@",
                "a@b@c",
                "a b@example.org",
                "a@exa mple.org",
                "a@example.org\\r\\nBcc: evil@example.org",
                "a\\n@example.org",
                "a\\u2028@example.org",
                "a\\e@example.org",
                "é@example.org",
                "a@exämple.org",
                "\\\"a\\\"@example.org",
                "<a@example.org>",
                "A <a@example.org",
                "A <a@example.org> <b@example.org>",
                "A\\r\\nBcc: x <a@example.org>",
                "\\\"A\\\" <a@example.org>",
                "A (b) <a@example.org>",
                "A <B <a@example.org>>",
                "é <a@example.org>",
                ".a@example.org",
                "a..b@example.org",
                "a@example..org",
                "a@-example.org",
                "a@_example.org",
                "a@1.2.3.4",
                "a@[::1]",
                "a;b@example.org",
                "mailto:a@example.org",
                ""
            })
    void addressesThatCouldInjectAreRefused(String address) {
        for (String key : List.of("from", "dests")) {
            String other = key.equals("from") ? "dests: b@example.org" : "from: b@example.org";
            assertThat(messages("server: s, " + other + ", " + key + ": [\"" + address + "\"]"))
                    .as(key)
                    .hasSize(1)
                    .allSatisfy(m -> assertThat(m).doesNotContainPattern("\\p{Cntrl}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@[10.0.0.1]", "a!b#c$d@x-y.example", "A.B'c & D <a@x>"})
    void unusualAddressesAreTaken(String address) {
        assertThat(mail("server: s, from: a@x, dests: [\"" + address + "\"]").dests())
                .containsExactly(address);
    }

    @Test
    void blanksAroundAnAddressAreNotPartOfIt() {
        assertThat(mail("server: s, from: a@x, dests: [\" a@x\\r\\n\\u2028\"]").dests())
                .containsExactly("a@x");
    }

    @Test
    void addressesStandOnceAndAreBounded() {
        assertThat(messages("server: s, from: a@x, dests: [A@x, B <a@x>]"))
                .containsExactly("`a@x` stands in `dests` twice");
        assertThat(messages("server: s, from: \"a@x, b@x\", dests: a@x"))
                .containsExactly("`from` must be an address, not 2 of them");
        assertThat(messages("server: s, from: a@x, dests: []")).hasSize(1);
        var many = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            many.append('a').append(i).append("@x, ");
        }
        assertThat(messages("server: s, from: a@x, dests: [" + many + "]")).hasSize(1);
        assertThat(messages("server: s, from: a@x, dests: " + "a".repeat(65) + "@x")).hasSize(1);
    }

    @Test
    void senderIsTheUserIfThatIsAnAddress() {
        assertThat(mail("server: s, username: me@x.org, password: p, dests: a@x").from())
                .isEqualTo("me@x.org");
        assertThat(messages("server: s, username: me, password: p, dests: a@x"))
                .containsExactly("`mail` has no `from`, and `username` is no address");
        assertThat(messages("server: s, dests: a@x")).containsExactly("`mail` has no `from`");
    }

    @Test
    void everyPartThatIsMissingIsNamed() {
        assertThat(messages("port: 25"))
                .containsExactly(
                        "`mail` has no `server`", "`mail` has no `dests`", "`mail` has no `from`");
    }

    @Test
    void loginIsWholeOrNone() {
        assertThat(messages("server: s, username: a@x, dests: a@x"))
                .containsExactly("`username` without a password");
        assertThat(messages("server: s, password: p, " + ADDRESSES))
                .containsExactly("`password` without `username`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcd efgh ijkl mnop", " p ", "pä$${word}", "\\\"'#"})
    void passwordMayHoldWhatIsVisible(String password) {
        assertThat(
                        mail("server: s, username: u, password: \"" + password + "\", " + ADDRESSES)
                                .password())
                .isEqualTo(new Secret(password.replace("$$", "$").replace("\\", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2\\r\\nQUIT", "hunter2\\n", "hunter2\\u202E"})
    void passwordCannotEndACommand(String password) {
        List<Diagnostic> errors =
                errors(
                        outcome(
                                "server: s, username: u, password: \""
                                        + password
                                        + "\", "
                                        + ADDRESSES));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().message())
                .isEqualTo(
                        "`password` must be a password: one line of visible characters and blanks");
        assertThat(errors.getFirst().render()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u\\r\\nQUIT", "\\u2028"})
    void userCannotEndACommand(String username) {
        assertThat(messages("server: s, username: \"" + username + "\", password: p, " + ADDRESSES))
                .singleElement()
                .asString()
                .startsWith("`username` must be ");
    }

    @Test
    void passwordOfTheEnvironmentIsTakenOver() {
        Path file =
                write(
                        directory,
                        "taskmaster.yaml",
                        "mail: {server: s, username: u, password: \"${PW}\", "
                                + ADDRESSES
                                + "}\nprograms: {}");
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.put("PW", "hunter2");
        LoadOutcome.Loaded loaded = loaded(ConfigLoader.load(file, environment));
        assertThat(loaded.warnings()).isEmpty();
        var mail = (Mail) loaded.settings().alerts().destinations().getFirst();
        assertThat(mail.password()).isEqualTo(new Secret("hunter2"));
        assertThat(mail.toString()).doesNotContain("hunter2");
    }

    @Test
    void passwordInAFileThatEveryoneReadsIsAWarning() throws IOException {
        String text =
                "mail: {server: s, username: u, password: p, " + ADDRESSES + "}\nprograms: {}";
        Path file = write(directory, "taskmaster.yaml", text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(loaded(ConfigLoader.load(file, ENVIRONMENT)).warnings())
                .extracting(Diagnostic::message)
                .containsExactly("every user of this machine can read the password in " + file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(loaded(ConfigLoader.load(file, ENVIRONMENT)).warnings()).isEmpty();
    }

    @Test
    void passwordFileIsKeptAndReadAgain() throws Exception {
        Path file = passwordFile("hunter2\n", "rw-------");
        Mail mail = mail("server: s, username: u, password_file: mail.password, " + ADDRESSES);
        assertThat(mail.passwordFile()).isEqualTo(file);
        assertThat(mail.password()).isNull();
        assertThat(PasswordFile.read(file)).isEqualTo(new Secret("hunter2"));
        Files.writeString(file, "other one\r\n");
        assertThat(PasswordFile.read(file)).isEqualTo(new Secret("other one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x", "rw-rw-rw-"})
    void passwordFileThatOthersReachIsRefusedWithTheCommandToRun(String mode) throws IOException {
        Path file = passwordFile("hunter2", mode);
        Diagnostic error =
                errors(
                                outcome(
                                        "server: s, username: u, password_file: mail.password, "
                                                + ADDRESSES))
                        .getFirst();
        assertThat(error.message())
                .isEqualTo(
                        "cannot read password file `%s`: others can read or write it (%s)"
                                .formatted(file, mode));
        assertThat(error.help()).containsExactly("run `chmod 600 " + file + "`");
        assertThat(error.render()).doesNotContain("hunter2");
    }

    @Test
    void commandToRunIsQuotedForAShell() {
        List<Diagnostic> errors =
                errors(
                        outcome(
                                "server: s, username: u, password_file: \"my $$(id)'s\", "
                                        + ADDRESSES));
        assertThat(errors.getFirst().help().getFirst())
                .endsWith("`chmod 600 '" + directory + "/my $(id)'\\''s'`");
    }

    @Test
    void passwordFileThatHoldsNoneIsRefused() throws IOException {
        String mail = "server: s, username: u, password_file: mail.password, " + ADDRESSES;
        assertThat(messages(mail)).singleElement().asString().endsWith(": no such file (ENOENT)");
        for (String text : List.of("", "\n", "a\nb\n", "a\0", "x".repeat(5000))) {
            passwordFile(text, "rw-------");
            assertThat(messages(mail))
                    .singleElement()
                    .asString()
                    .startsWith("cannot read password file `")
                    .doesNotContain("a\n");
        }
        Files.write(directory.resolve("mail.password"), new byte[] {(byte) 0xFF});
        assertThat(messages(mail)).singleElement().asString().endsWith(": it is not UTF-8");
        Files.delete(directory.resolve("mail.password"));
        Files.createDirectory(directory.resolve("mail.password"));
        assertThat(messages(mail)).singleElement().asString().endsWith("(EISDIR)");
    }

    @Test
    void passwordAndItsFileExcludeEachOther() throws IOException {
        passwordFile("p", "rw-------");
        assertThat(
                        messages(
                                "server: s, username: u, password: p, password_file: mail.password,"
                                        + " "
                                        + ADDRESSES))
                .containsExactly("`password` and `password_file` exclude each other");
    }

    @Test
    void passwordInTheClearIsAWarningUnlessItStaysHere() {
        String login = "port: 25, username: u, password: \"${USER}\", " + ADDRESSES;
        assertThat(warnings("server: mx.example.org, " + login))
                .containsExactly(
                        "the password travels in the clear: the connection to `mx.example.org` is"
                                + " not protected");
        assertThat(warnings("server: localhost, " + login)).isEmpty();
        assertThat(warnings("server: 127.0.0.1, " + login)).isEmpty();
        assertThat(warnings("server: mx.example.org, port: 25, " + ADDRESSES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"timeout: 0.9", "timeout: 301", "port: 0", "port: 65536", "security: tls"})
    void valuesOutOfBoundsAreRefused(String written) {
        assertThat(messages("server: s, " + ADDRESSES + ", " + written)).hasSize(1);
    }

    @Test
    void exampleOfAMailProviderLoads() throws IOException {
        Path home = directory.resolve("home");
        Path password = write(home, ".config/taskmaster/mail.password", "abcdefghijklmnop\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        LoadOutcome.Loaded loaded =
                loaded(
                        ConfigLoader.load(
                                Path.of("../examples/alerts.yaml"),
                                Map.of("HOME", home.toString())));
        assertThat(loaded.warnings()).isEmpty();
        var mail = (Mail) loaded.settings().alerts().destinations().getFirst();
        assertThat(mail.port()).isEqualTo(465);
        assertThat(mail.security()).isEqualTo(Security.SSL);
        assertThat(mail.passwordFile()).isEqualTo(password);
        assertThat(mail.from()).isEqualTo(mail.username());
    }
}
