package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LogLevelTest {
    @TempDir Path root;

    private FakeDaemon daemon;

    @BeforeEach
    void listen() throws IOException {
        daemon = FakeDaemon.onSocket(root.resolve("d.sock"));
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    private Ctl.Result ctl(String... args) {
        List<String> words = new ArrayList<>(List.of("-s", root.resolve("d.sock").toString()));
        words.addAll(List.of(args));
        return new Ctl(root).run(words.toArray(new String[0]));
    }

    @Test
    void withoutArgumentsAllAreShown() {
        assertThat(ctl("log-level").out())
                .isEqualTo(
                        """
                        control  info   what control does
                        main     info   what main does
                        """);
        assertThat(daemon.requests).containsExactly("GET /api/v1/log-levels");
    }

    @Test
    void levelAloneIsForAll() {
        assertThat(ctl("log-level", "debug").out())
                .isEqualTo(
                        """
                        control  debug  (configured: info) what control does
                        main     debug  (configured: info) what main does
                        """);
        assertThat(daemon.requests)
                .containsExactly(
                        "POST /api/v1/log-levels {\"component\":null,\"level\":\"debug\"}");
        assertThat(ctl("log-level", "reset").out()).doesNotContain("configured");
    }

    @Test
    void levelOfOneComponentIsChangedAndShown() {
        assertThat(ctl("log-level", "main", "warn").out())
                .isEqualTo("main     warn   (configured: info) what main does\n");
        assertThat(ctl("log-level", "main").out()).startsWith("main     warn ");
        assertThat(ctl("log-level", "control").out()).startsWith("control  info ");
        assertThat(ctl("log-level", "main", "reset").out())
                .isEqualTo("main     info   what main does\n");
    }

    @Test
    void mistypedWordsAreRefusedWithWhatWasMeant() {
        Ctl.Result word = ctl("log-level", "debgu");
        assertThat(word.err())
                .isEqualTo(
                        """
                        error: `debgu` is neither a level nor a component of the daemon
                          = help: did you mean `debug`?
                        """);
        assertThat(word.status()).isEqualTo(1);
        assertThat(ctl("log-level", "mian").err()).contains("did you mean `main`?");
        assertThat(ctl("log-level", "xxxx").err()).contains("`log-level` lists the components");
        assertThat(ctl("log-level", "contrl", "debug").err())
                .contains("unknown component", "did you mean `control`?");
        assertThat(ctl("log-level", "main", "debgu").err())
                .contains("unknown level", "did you mean `debug`?");
        assertThat(ctl("log-level", "main", "loud").err()).contains("a list");
        assertThat(ctl("log-level", "main", "loud").status()).isEqualTo(1);
        assertThat(ctl("log-level", "a", "b", "c").status()).isEqualTo(1);
    }
}
