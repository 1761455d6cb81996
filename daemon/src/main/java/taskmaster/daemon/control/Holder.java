package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the process that holds a port or a Unix socket, by the tables of /proc/net (proc(5)) and
/// the descriptors of all processes that this user may see.
final class Holder {

    private static final Path PROC = Path.of("/proc");

    /// State of a socket that listens (TCP_LISTEN in include/net/tcp_states.h).
    private static final String LISTENS = "0A";

    /// Flags of a Unix socket that listens (__SO_ACCEPTCON in include/linux/net.h). Its connections
    /// stand in the table under the same path.
    private static final String ACCEPTS = "00010000";

    private Holder() {}

    /// Name and pid of who listens on `port`: `nginx (pid 12)`.
    static Optional<String> ofPort(int port) {
        String suffix = ":" + String.format(Locale.ROOT, "%04X", port);
        for (String table : new String[] {"tcp", "tcp6"}) {
            String inode =
                    search(
                            table,
                            words ->
                                    words.length > 9
                                                    && words[1].endsWith(suffix)
                                                    && words[3].equals(LISTENS)
                                            ? words[9]
                                            : null);
            if (inode != null) {
                return process(inode);
            }
        }
        return Optional.empty();
    }

    /// Name and pid of who has bound a Unix socket at one of these paths.
    static Optional<String> ofSocket(Path... paths) {
        List<String> names = Stream.of(paths).map(Path::toString).toList();
        String inode =
                search(
                        "unix",
                        words ->
                                words.length > 7
                                                && words[3].equals(ACCEPTS)
                                                && names.contains(words[7])
                                        ? words[6]
                                        : null);
        return inode == null ? Optional.empty() : process(inode);
    }

    private interface Row {
        @Nullable String inode(String[] words);
    }

    private static @Nullable String search(String table, Row row) {
        Path path = PROC.resolve("net").resolve(table);
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String inode = row.inode(line.strip().split("\\s+", 10 + 1));
                if (inode != null) {
                    return inode;
                }
            }
        } catch (IOException e) {
            // Without the table the message just lacks the name.
            return null;
        }
        return null;
    }

    private static Optional<String> process(String inode) {
        String wanted = "socket:[" + inode + "]";
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, wanted)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String wanted) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, wanted)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }

    private static boolean isLinkTo(Path descriptor, String wanted) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(wanted);
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }
}
