package taskmaster.daemon;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What failed input and output means to people.
final class Failures {

    private Failures() {}

    /// The cause alone, for the end of `cannot <verb> <object>: <cause>`.
    static String cause(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "permission denied (EACCES)";
            case NoSuchFileException _ -> "no such file or directory (ENOENT)";
            case NotDirectoryException _ -> "not a directory (ENOTDIR)";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
