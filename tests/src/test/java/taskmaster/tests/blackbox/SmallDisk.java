package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A disk that a daemon has for itself: mounted where only the daemon and its programs see it, so
/// that it goes when they go, whatever becomes of the test.
final class SmallDisk implements AutoCloseable {

    private static final String FREEZE_AND_THAW =
            """
            exec 3< "$0" && fsfreeze --freeze /proc/self/fd/3 && echo frozen && exec >&2
            read wait
            exec fsfreeze --unfreeze /proc/self/fd/3
            """;

    private final Daemon daemon;
    private final Path place;
    private @Nullable Process guard;

    private SmallDisk(Daemon daemon, Path place) {
        this.daemon = daemon;
        this.place = place;
    }

    /// In memory, of this many kilobytes. To be called before the daemon is started.
    static SmallDisk ofMemory(Daemon daemon, String name, int kilobytes) throws IOException {
        return mounted(daemon, name, "mount -t tmpfs -o size=" + kilobytes + "k none \"$0\"");
    }

    /// One with a file system that can be frozen.
    static SmallDisk ofBlocks(Daemon daemon, String name, int megabytes) throws IOException {
        Users.assumeTool("mkfs.ext4");
        Users.assumeTool("fsfreeze");
        Path image = daemon.file(name + ".image");
        Ended.tool("truncate", "-s", megabytes + "m", image.toString());
        Ended.tool("mkfs.ext4", "-q", "-F", image.toString());
        String mount = "mount -o loop " + image + " \"$0\"";
        assumeMountable(mount, daemon);
        return mounted(daemon, name, mount);
    }

    private static void assumeMountable(String mount, Daemon daemon) {
        Ended tried =
                Ended.run(
                        List.of("unshare", "--mount", "sh", "-c", mount, "/mnt"),
                        daemon.environment(),
                        daemon.directory());
        assumeTrue(tried.status() == 0, "no loop devices here: " + tried.err());
    }

    private static SmallDisk mounted(Daemon daemon, String name, String mount) throws IOException {
        Users.assumeRoot("mount a disk");
        Users.assumeTool("unshare");
        Users.assumeTool("nsenter");
        Path place = Files.createDirectory(daemon.file(name));
        daemon.through(
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        mount + " && chmod 777 \"$0\" && exec \"$@\"",
                        place.toString()));
        return new SmallDisk(daemon, place);
    }

    /// A file on it, as it is seen from here.
    Path file(String name) {
        return Path.of("/proc/" + daemon.pid() + "/root" + place, name);
    }

    void resize(int kilobytes) {
        Ended.tool(
                "nsenter",
                "--target",
                "" + daemon.pid(),
                "--mount",
                "mount",
                "-o",
                "remount,size=" + kilobytes + "k",
                place.toString());
    }

    /// From now on whoever writes to it waits, and cannot even be killed, until [#thaw], or the end
    /// of this test, however that comes: the guard's input ends with it.
    void freeze() throws IOException {
        Process started =
                new ProcessBuilder("sh", "-c", FREEZE_AND_THAW, file("").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        guard = started;
        try (var words = started.inputReader()) {
            assertThat(words.readLine()).isEqualTo("frozen");
        }
    }

    void thaw() throws IOException {
        Process running = guard;
        if (running != null) {
            running.getOutputStream().close();
            guard = null;
            assertThat(Ended.await(running, "fsfreeze")).isZero();
        }
    }

    @Override
    public void close() throws IOException {
        thaw();
    }
}
