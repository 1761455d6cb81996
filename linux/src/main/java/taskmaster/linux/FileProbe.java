package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Questions about files, as a process in a given directory would see them.
///
/// @param directory descriptor that relative paths start at; AT_FDCWD: the daemon's
record FileProbe(int directory) {

    /// Type and permissions (`st_mode`), or the negated errno.
    int mode(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stat = arena.allocate(Abi.STATX_BYTES, 8);
            int result =
                    Libc.statx(
                            directory, arena.allocateFrom(path), 0, Abi.STATX_TYPE_MODE_SIZE, stat);
            return result < 0
                    ? result
                    : Short.toUnsignedInt(stat.get(JAVA_SHORT, Abi.STATX_MODE_OFFSET));
        }
    }

    /// Size in bytes as the file system gives it, or the negated errno.
    long size(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stat = arena.allocate(Abi.STATX_BYTES, 8);
            int result =
                    Libc.statx(
                            directory, arena.allocateFrom(path), 0, Abi.STATX_TYPE_MODE_SIZE, stat);
            return result < 0 ? result : stat.get(JAVA_LONG, Abi.STATX_SIZE_OFFSET);
        }
    }

    /// 0 if the effective user may execute the file or search the directory, else the errno.
    int execution(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return -Libc.faccessat(directory, arena.allocateFrom(path), Abi.X_OK, Abi.AT_EACCESS);
        }
    }

    static boolean isDirectory(int mode) {
        return mode >= 0 && (mode & Abi.S_IFMT) == Abi.S_IFDIR;
    }

    /// The first bytes of a file, one character each; empty if it cannot be read.
    String head(String path, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = Abi.O_RDONLY | Abi.O_CLOEXEC | Abi.O_NONBLOCK | Abi.O_NOCTTY;
            int fd = Libc.openat(directory, arena.allocateFrom(path), flags, 0);
            if (fd < 0) {
                return "";
            }
            MemorySegment buffer = arena.allocate(bytes);
            long count = Libc.read(fd, buffer, bytes);
            Libc.close(fd);
            byte[] read = new byte[(int) Math.max(0, count)];
            MemorySegment.ofArray(read).copyFrom(buffer.asSlice(0, read.length));
            return new String(read, ISO_8859_1);
        }
    }
}
