package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Whose certificates are trusted: those of the authorities that this system trusts, so that one
/// `update-ca-certificates` serves taskmaster as it serves curl; where the system has no such file,
/// those of the JDK. Read at each attempt: an authority that is added counts at once, and nothing
/// stays in memory.
final class TrustedAuthorities {

    /// As OpenSSL has it: another file.
    static final String VARIABLE = "SSL_CERT_FILE";

    /// Debian, Arch, Alpine; Fedora, RHEL; SUSE.
    private static final List<Path> BUNDLES =
            List.of(
                    Path.of("/etc/ssl/certs/ca-certificates.crt"),
                    Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
                    Path.of("/etc/ssl/ca-bundle.pem"));

    private final @Nullable Path bundle;

    /// @param bundle file with certificates; null: those of the JDK
    TrustedAuthorities(@Nullable Path bundle) {
        this.bundle = bundle;
    }

    /// Those of this system.
    static TrustedAuthorities ofSystem() {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return new TrustedAuthorities(Path.of(named));
        }
        Path found = BUNDLES.stream().filter(Files::isReadable).findFirst().orElse(null);
        return new TrustedAuthorities(found);
    }

    /// Makes sockets that trust them.
    SSLSocketFactory sockets() throws IOException {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(bundle == null ? null : read(bundle));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the trusted certificates" + where() + " are broken: " + e.getMessage(), e);
        }
    }

    private String where() {
        return bundle == null ? "" : " in " + bundle;
    }

    private static KeyStore read(Path bundle) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(bundle)) {
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(number++), one);
            }
        }
        return store;
    }
}
