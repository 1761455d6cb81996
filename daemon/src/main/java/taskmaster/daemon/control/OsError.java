package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The cause of a failed call in words, with the name of the error number where Java lets it be
/// told.
final class OsError {

    private OsError() {}

    static String text(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such file or directory (ENOENT): " + e.getFile();
            case AccessDeniedException e -> "permission denied (EACCES): " + e.getFile();
            case FileSystemException e when e.getReason() != null -> named(e.getReason());
            case IOException e -> named(e.getMessage());
            case Throwable e -> e.toString();
        };
    }

    private static String named(@Nullable String text) {
        return switch (text) {
            case null -> "input/output error";
            case "Address already in use" -> "address already in use (EADDRINUSE)";
            case "Permission denied" -> "permission denied (EACCES)";
            case "Cannot assign requested address" ->
                    "cannot assign requested address (EADDRNOTAVAIL)";
            case "No space left on device" -> "no space left on device (ENOSPC)";
            case "Read-only file system" -> "read-only file system (EROFS)";
            case "Not a directory" -> "not a directory (ENOTDIR)";
            case "Too many open files" -> "too many open files (EMFILE)";
            default -> text;
        };
    }
}
