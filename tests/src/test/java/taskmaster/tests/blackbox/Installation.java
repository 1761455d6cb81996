package taskmaster.tests.blackbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How the two commands are started: from the classes of this build, or, with
/// `-Dtaskmaster.installation=image`, by the launchers in `bin/` from the image.
///
/// The classes are the default because the image of a checkout is made by a Maven of its own, which
/// has no place within the Maven that runs these tests.
final class Installation {

    static final boolean IS_IMAGE =
            "image".equals(System.getProperty("taskmaster.installation", "classpath"));

    /// HotSpot uses SIGUSR2 itself unless this names another signal (ADR 7).
    static final String OTHER_SIGNAL_VARIABLE = "_JAVA_SR_SIGNUM";

    static final String OTHER_SIGNAL = "40";

    /// Those of `bin/launch.sh`, without the cache.
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Xms8m",
                    "-Xmn3m",
                    "-Xmx192m",
                    "-XX:-MaxFDLimit",
                    "--enable-native-access=ALL-UNNAMED");

    /// Not needed to run, and large.
    private static final List<String> BUILD_ONLY =
            List.of("error_prone", "nullaway", "archunit", "junit", "assertj", "guava", "checker");

    private static final Path CHECKOUT = checkout();
    private static final String CLASS_PATH = readableClassPath();

    private Installation() {}

    static List<String> daemon() {
        return command("taskmasterd", "taskmaster.daemon.Main");
    }

    static List<String> client() {
        return command("taskmasterctl", "taskmaster.client.Main");
    }

    static Path checkoutDirectory() {
        return CHECKOUT;
    }

    private static List<String> command(String launcher, String main) {
        if (IS_IMAGE) {
            return List.of(CHECKOUT.resolve("bin").resolve(launcher).toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", CLASS_PATH, main));
        return command;
    }

    private static Path checkout() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(directory.resolve("bin/launch.sh"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("cannot find the checkout: no bin/launch.sh above");
            }
            directory = parent;
        }
        return directory;
    }

    /// What other users cannot read (a repository below /root, say) is copied, since some tests run
    /// the daemon or the client as one.
    private static String readableClassPath() {
        List<String> entries = new ArrayList<>();
        int copies = 0;
        Path[] copyDirectory = new Path[1];
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry).toAbsolutePath();
            String name = path.getFileName().toString();
            if (!Files.exists(path) || BUILD_ONLY.stream().anyMatch(name::contains)) {
                continue;
            }
            if (isReadableByAll(path)) {
                entries.add(path.toString());
                continue;
            }
            try {
                if (copyDirectory[0] == null) {
                    copyDirectory[0] = TestDirectory.create();
                }
                Path copy = copyDirectory[0].resolve(++copies + "-" + name);
                copy(path, copy);
                entries.add(copy.toString());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        Path made = copyDirectory[0];
        if (made != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TestDirectory.delete(made)));
        }
        return String.join(File.pathSeparator, entries);
    }

    private static boolean isReadableByAll(Path path) {
        try {
            for (Path at = path; at != null; at = at.getParent()) {
                int mode = (Integer) Files.getAttribute(at, "unix:mode");
                int wanted = Files.isDirectory(at) ? 05 : 04;
                if ((mode & wanted) != wanted) {
                    return false;
                }
            }
            return true;
        } catch (IOException failure) {
            return false;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
