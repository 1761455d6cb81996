package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.MalformedDocument;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The directory in which alerts outlive the daemon: `ID.json` is a message that is not accepted
/// yet, `book-DESTINATION.json` what is gathering and counted for a destination. Each file appears
/// whole, by renaming. It outlives the process, not the machine: nothing is forced to the disk.
///
/// One thread writes; messages may be removed by others. What fails is logged once, until something
/// succeeds again; alerts then live in memory only.
final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger("alert");

    private static final String MESSAGE = ".json";
    private static final String BOOK = "book-";
    private static final String TEMPORARY = ".tmp";
    private static final String ASIDE = ".corrupt";

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /// What another daemon has left.
    ///
    /// @param parcels oldest first
    record Contents(List<Parcel> parcels, List<SpoolForm.StoredBook> books) {}

    /// Reads a document.
    private interface Reading<T> {
        T read(byte[] document) throws MalformedDocument;
    }

    private final Path directory;
    private volatile @Nullable String problem;

    Spool(Path directory) {
        this.directory = directory;
    }

    /// Why nothing can be kept; null if that works.
    @Nullable String problem() {
        return problem;
    }

    /// Keeps a message.
    ///
    /// @return false if that failed
    boolean keep(Parcel parcel) {
        return write(message(parcel.message().id()), SpoolForm.encode(parcel));
    }

    /// Keeps what is gathering for a destination.
    ///
    /// @return false if that failed
    boolean keep(SpoolForm.StoredBook book) {
        return write(book(book.destination()), SpoolForm.encode(book));
    }

    /// Removes a message, kept or not. Any thread.
    void remove(Parcel parcel) {
        delete(message(parcel.message().id()));
    }

    /// Removes what was gathering for a destination.
    void removeBook(String destination) {
        delete(book(destination));
    }

    private Path message(String id) {
        return directory.resolve(id + MESSAGE);
    }

    private Path book(String destination) {
        return directory.resolve(BOOK + fileName(destination) + MESSAGE);
    }

    /// Plain characters stay; others are written as `%XX`.
    private static String fileName(String destination) {
        StringBuilder name = new StringBuilder();
        for (byte b : destination.getBytes(StandardCharsets.UTF_8)) {
            boolean isPlain =
                    (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || (b >= '0' && b <= '9')
                            || b == '_'
                            || b == '-';
            if (isPlain) {
                name.append((char) b);
            } else {
                name.append('%').append(Integer.toHexString((b & 0xff) | 0x100).substring(1));
            }
        }
        return name.toString();
    }

    private boolean write(Path path, byte[] document) {
        Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY);
        try {
            makeDirectory();
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            Set.of(
                                    StandardOpenOption.WRITE,
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.TRUNCATE_EXISTING),
                            PRIVATE_FILE)) {
                ByteBuffer bytes = ByteBuffer.wrap(document);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(
                    temporary,
                    path,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            failed(path, failure);
            delete(temporary);
            return false;
        }
        if (problem != null) {
            problem = null;
            LOG.info("alerts are kept in {} again", directory);
        }
        return true;
    }

    private void makeDirectory() throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
        }
    }

    private void failed(Path path, IOException failure) {
        boolean isFirst = problem == null;
        String text = "cannot write " + path + ": " + cause(failure);
        problem = text;
        if (isFirst) {
            LOG.error("{}; alerts are kept in memory until that works", text);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            LOG.warn("cannot delete {}: {}", path, cause(failure));
        }
    }

    /// All that is there. What cannot be read is set aside.
    Contents load() {
        List<Path> files = files();
        List<Parcel> parcels = new ArrayList<>();
        List<SpoolForm.StoredBook> books = new ArrayList<>();
        List<Path> aside = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(TEMPORARY)) {
                delete(file);
            } else if (name.endsWith(ASIDE)) {
                aside.add(file);
            } else if (name.startsWith(BOOK) && name.endsWith(MESSAGE)) {
                add(books, file, SpoolForm::book);
            } else if (name.endsWith(MESSAGE)) {
                add(parcels, file, SpoolForm::parcel);
            }
        }
        for (int i = 0; i < aside.size() - AlertLimits.ASIDE_MAX; i++) {
            delete(aside.get(i));
        }
        parcels.sort(Comparator.comparingLong(Parcel::createdMillis));
        return new Contents(parcels, books);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(files::add);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException failure) {
            LOG.error("cannot read the alerts in {}: {}", directory, cause(failure));
        } catch (DirectoryIteratorException failure) {
            LOG.error("cannot read the alerts in {}: {}", directory, failure.getMessage());
        }
        files.sort(Comparator.naturalOrder());
        return files;
    }

    private static <T> void add(List<T> list, Path file, Reading<T> reading) {
        try {
            list.add(reading.read(bytes(file)));
        } catch (IOException failure) {
            LOG.error("cannot read {}: {}; it is left as it is", file, cause(failure));
        } catch (MalformedDocument failure) {
            setAside(file, String.valueOf(failure.getMessage()));
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(AlertLimits.FILE_BYTES_MAX + 1);
        }
    }

    private static void setAside(Path file, String cause) {
        Path other = file.resolveSibling(file.getFileName() + ASIDE);
        try {
            Files.move(file, other, StandardCopyOption.REPLACE_EXISTING);
            LOG.error("cannot use {}: {}; it is now {}", file, cause, other.getFileName());
        } catch (IOException failure) {
            LOG.error("cannot use {}: {}; nor rename it: {}", file, cause, cause(failure));
        }
    }

    private static String cause(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied (EACCES)";
        }
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory (ENOENT)";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return reason(other.getReason());
        }
        return reason(String.valueOf(failure.getMessage()));
    }

    private static String reason(String text) {
        return switch (text) {
            case "No space left on device" -> "no space left on device (ENOSPC)";
            case "Disk quota exceeded" -> "disk quota exceeded (EDQUOT)";
            case "Read-only file system" -> "read-only file system (EROFS)";
            case "Not a directory" -> "not a directory (ENOTDIR)";
            default -> text;
        };
    }
}
