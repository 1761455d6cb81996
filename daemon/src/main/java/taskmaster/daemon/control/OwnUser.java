package taskmaster.daemon.control;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;

/// The user who runs the daemon. Principals of the JDK are equal if their numbers are.
final class OwnUser {

    private OwnUser() {}

    static UserPrincipal principal() throws IOException {
        return Files.getOwner(Path.of("/proc/self"));
    }

    /// By number, because a system need not know the name.
    static UserPrincipal root() throws IOException {
        return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
    }

    static boolean owns(PosixFileAttributes attributes) throws IOException {
        return attributes.owner().equals(principal());
    }
}
