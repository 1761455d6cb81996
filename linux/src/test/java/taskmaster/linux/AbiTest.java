package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.Map.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class AbiTest {
    /// In no header of Debian 12; [ProcessGroupTest] proves it against the running kernel.
    private static final Set<String> NOT_IN_HEADERS = Set.of("PIDFD_SIGNAL_PROCESS_GROUP");

    private static final Abi ABI =
            Abi.of("Linux", System.getProperty("os.arch", ""), Libc::hasSymbol);

    private static final Map<String, Integer> CONSTANTS =
            Map.ofEntries(
                    entry("epollEventBytes", ABI.epollEventBytes()),
                    entry("epollDataOffset", ABI.epollDataOffset()),
                    entry("openDirectory", ABI.openDirectory()),
                    entry("openNoFollow", ABI.openNoFollow()),
                    entry("READABLE", Poller.READABLE),
                    entry("WRITABLE", Poller.WRITABLE),
                    entry("ERROR", Poller.ERROR),
                    entry("HANGUP", Poller.HANGUP),
                    entry("ONE_SHOT", Poller.ONE_SHOT),
                    entry("AT_FDCWD", Abi.AT_FDCWD),
                    entry("AT_EACCESS", Abi.AT_EACCESS),
                    entry("AT_EMPTY_PATH", Abi.AT_EMPTY_PATH),
                    entry("STATX_NLINK", Abi.STATX_NLINK),
                    entry("STATX_NLINK_OFFSET", Abi.STATX_NLINK_OFFSET),
                    entry("O_RDONLY", Abi.O_RDONLY),
                    entry("O_WRONLY", Abi.O_WRONLY),
                    entry("O_RDWR", Abi.O_RDWR),
                    entry("O_CREAT", Abi.O_CREAT),
                    entry("O_EXCL", Abi.O_EXCL),
                    entry("O_NOCTTY", Abi.O_NOCTTY),
                    entry("O_TRUNC", Abi.O_TRUNC),
                    entry("O_APPEND", Abi.O_APPEND),
                    entry("O_NONBLOCK", Abi.O_NONBLOCK),
                    entry("O_CLOEXEC", Abi.O_CLOEXEC),
                    entry("O_PATH", Abi.O_PATH),
                    entry("F_GETFL", Abi.F_GETFL),
                    entry("F_SETFL", Abi.F_SETFL),
                    entry("F_DUPFD_CLOEXEC", Abi.F_DUPFD_CLOEXEC),
                    entry("F_SETPIPE_SZ", Abi.F_SETPIPE_SZ),
                    entry("SPLICE_F_NONBLOCK", Abi.SPLICE_F_NONBLOCK),
                    entry("F_OK", Abi.F_OK),
                    entry("X_OK", Abi.X_OK),
                    entry("SEEK_END", Abi.SEEK_END),
                    entry("FIONREAD", Abi.FIONREAD),
                    entry("STATX_TYPE_MODE_SIZE", Abi.STATX_TYPE_MODE_SIZE),
                    entry("STATX_BYTES", Abi.STATX_BYTES),
                    entry("STATX_MODE_OFFSET", Abi.STATX_MODE_OFFSET),
                    entry("STATX_SIZE_OFFSET", Abi.STATX_SIZE_OFFSET),
                    entry("S_IFMT", Abi.S_IFMT),
                    entry("S_IFDIR", Abi.S_IFDIR),
                    entry("CLONE_FS", Abi.CLONE_FS),
                    entry("POSIX_SPAWN_SETSIGDEF", Abi.POSIX_SPAWN_SETSIGDEF),
                    entry("POSIX_SPAWN_SETSIGMASK", Abi.POSIX_SPAWN_SETSIGMASK),
                    entry("POSIX_SPAWN_SETSID", Abi.POSIX_SPAWN_SETSID),
                    entry("SPAWN_ATTRIBUTES_BYTES", Abi.SPAWN_ATTRIBUTES_BYTES),
                    entry("SPAWN_ACTIONS_BYTES", Abi.SPAWN_ACTIONS_BYTES),
                    entry("SIGKILL", Abi.SIGKILL),
                    entry("SIGNAL_MAX", Abi.SIGNAL_MAX),
                    entry("SIGNAL_SET_BYTES", Abi.SIGNAL_SET_BYTES),
                    entry("SIGNAL_INFO_BYTES", Abi.SIGNAL_INFO_BYTES),
                    entry("SIGNAL_INFO_CODE_OFFSET", Abi.SIGNAL_INFO_CODE_OFFSET),
                    entry("SIGNAL_INFO_PID_OFFSET", Abi.SIGNAL_INFO_PID_OFFSET),
                    entry("SIGNAL_INFO_STATUS_OFFSET", Abi.SIGNAL_INFO_STATUS_OFFSET),
                    entry("CLD_EXITED", Abi.CLD_EXITED),
                    entry("CLD_KILLED", Abi.CLD_KILLED),
                    entry("CLD_DUMPED", Abi.CLD_DUMPED),
                    entry("P_ALL", Abi.P_ALL),
                    entry("P_PID", Abi.P_PID),
                    entry("P_PIDFD", Abi.P_PIDFD),
                    entry("WNOHANG", Abi.WNOHANG),
                    entry("WEXITED", Abi.WEXITED),
                    entry("WNOWAIT", Abi.WNOWAIT),
                    entry("SYS_PIDFD_SEND_SIGNAL", Abi.SYS_PIDFD_SEND_SIGNAL),
                    entry("SYS_PIDFD_OPEN", Abi.SYS_PIDFD_OPEN),
                    entry("EPOLL_CTL_ADD", Abi.EPOLL_CTL_ADD),
                    entry("EPOLL_CTL_DEL", Abi.EPOLL_CTL_DEL),
                    entry("EPOLL_CTL_MOD", Abi.EPOLL_CTL_MOD),
                    entry("EPOLL_CLOEXEC", Abi.EPOLL_CLOEXEC),
                    entry("EFD_CLOEXEC", Abi.EFD_CLOEXEC),
                    entry("EFD_NONBLOCK", Abi.EFD_NONBLOCK),
                    entry("AF_UNIX", Abi.AF_UNIX),
                    entry("SOCK_DGRAM", Abi.SOCK_DGRAM),
                    entry("SOCK_CLOEXEC", Abi.SOCK_CLOEXEC),
                    entry("SOCK_NONBLOCK", Abi.SOCK_NONBLOCK),
                    entry("UNIX_ADDRESS_BYTES", Abi.UNIX_ADDRESS_BYTES),
                    entry("UNIX_ADDRESS_PATH_OFFSET", Abi.UNIX_ADDRESS_PATH_OFFSET),
                    entry("RLIMIT_NOFILE", Abi.RLIMIT_NOFILE),
                    entry("RLIMIT_BYTES", Abi.RLIMIT_BYTES),
                    entry("PR_SET_CHILD_SUBREAPER", Abi.PR_SET_CHILD_SUBREAPER));

    @TempDir Path directory;

    @Test
    void headersOfThisMachineSayTheSame() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "no gcc on this machine");
        Map<String, Integer> probed = probe();
        Map<String, Integer> errnos = new TreeMap<>();
        Map<String, Integer> constants = new TreeMap<>();
        probed.forEach(
                (name, value) ->
                        (name.startsWith("E") && Errno.name(value).equals(name)
                                        ? errnos
                                        : constants)
                                .put(name, value));
        assertThat(constants).containsExactlyInAnyOrderEntriesOf(CONSTANTS);
        assertThat(errnos).hasSizeGreaterThan(40);
    }

    @Test
    void everyConstantIsCompared() throws IOException {
        String source = Files.readString(Path.of("src/main/java/taskmaster/linux/Abi.java"));
        Matcher declaration = Pattern.compile("static final int (\\w+) =").matcher(source);
        Set<String> declared = new HashSet<>();
        while (declaration.find()) {
            declared.add(declaration.group(1));
        }
        assertThat(declared).hasSizeGreaterThan(50);
        declared.removeAll(NOT_IN_HEADERS);
        assertThat(CONSTANTS).containsKeys(declared.toArray(String[]::new));
    }

    private Map<String, Integer> probe() throws IOException {
        Path source = directory.resolve("probe.c");
        try (InputStream in = AbiTest.class.getResourceAsStream("probe.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        Path program = directory.resolve("probe");
        try (Bench bench = new Bench()) {
            Launch compile = Launch.of("gcc", "-o", program.toString(), source.toString());
            assertThat(bench.output(compile, directory)).as("gcc").isEmpty();
            Map<String, Integer> values = new TreeMap<>();
            for (String line :
                    bench.output(Launch.of(program.toString()), directory).split("\n", -1)) {
                String[] words = line.split(" ", -1);
                if (words.length == 2) {
                    values.put(words[0], Integer.parseInt(words[1]));
                }
            }
            return values;
        }
    }

    @Test
    void otherPlatformsAreRefusedWithWhatIsNeeded() {
        Predicate<String> glibc = name -> true;
        assertThatThrownBy(() -> Abi.of("Mac OS X", "aarch64", glibc))
                .isInstanceOf(UnsupportedPlatformException.class)
                .hasMessage(
                        "cannot run on Mac OS X: taskmaster needs Linux on x86-64 or aarch64 with"
                                + " glibc 2.34 or later");
        assertThatThrownBy(() -> Abi.of("Linux", "i386", glibc))
                .hasMessageStartingWith("cannot run on a processor or 32-bit JVM of type i386:");
        assertThatThrownBy(() -> Abi.of("Linux", "amd64", name -> false))
                .hasMessageStartingWith("cannot run on this C library (musl, as in Alpine?):");
        assertThatThrownBy(() -> Abi.of("Linux", "amd64", "gnu_get_libc_version"::equals))
                .hasMessageStartingWith("cannot run on this old glibc:");
    }

    @Test
    void eachProcessorHasItsOwnLayout() {
        assertThat(Abi.of("Linux", "amd64", name -> true)).isEqualTo(Abi.X86_64);
        assertThat(Abi.of("Linux", "aarch64", name -> true)).isEqualTo(Abi.AARCH64);
        assertThat(Abi.X86_64).isNotEqualTo(Abi.AARCH64);
    }
}
