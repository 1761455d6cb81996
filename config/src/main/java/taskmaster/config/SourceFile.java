package taskmaster.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/// One file that a configuration was read from, and what its bytes were.
///
/// @param path absolute
/// @param checksum CRC-32C and CRC-32 of the bytes. Two independent polynomials make 64 bits
///   against accidents; a cryptographic digest would cost the start of the daemon the security
///   providers, and whoever can write this file can start programs anyway.
public record SourceFile(Path path, long length, long checksum) {

    static SourceFile of(Path path, byte[] bytes) {
        var castagnoli = new CRC32C();
        castagnoli.update(bytes);
        var ethernet = new CRC32();
        ethernet.update(bytes);
        return new SourceFile(
                path, bytes.length, castagnoli.getValue() << 32 | ethernet.getValue());
    }

    boolean isUnchanged() {
        try {
            return Files.isRegularFile(path)
                    && Files.size(path) == length
                    && of(path, Files.readAllBytes(path)).equals(this);
        } catch (IOException _) {
            return false;
        }
    }
}
