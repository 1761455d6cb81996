package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate of a server, made by the JDK's keytool, that signs itself.
record Keys(Path store, Path certificate) {

    static final String PASSWORD = "changeit";

    /// @param extension for example `san=dns:localhost,ip:127.0.0.1`
    static Keys make(Path directory, String name, String extension, String... more)
            throws Exception {
        Path store = directory.resolve(name + ".p12");
        Path certificate = directory.resolve(name + ".pem");
        List<String> generate =
                List.of(
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        extension,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString());
        keytool(generate, more);
        List<String> export =
                List.of(
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "a",
                        "-file",
                        certificate.toString(),
                        "-keystore",
                        store.toString());
        keytool(export);
        return new Keys(store, certificate);
    }

    /// Of this authority, for another server.
    Keys issue(Path directory, String name, String extension, String... more) throws Exception {
        Keys issued = make(directory, name, extension);
        String request = directory.resolve(name + ".csr").toString();
        String answer = directory.resolve(name + ".crt").toString();
        String own = issued.store().toString();
        keytool(List.of("-certreq", "-alias", "a", "-keystore", own, "-file", request));
        List<String> sign =
                List.of(
                        "-gencert",
                        "-alias",
                        "a",
                        "-keystore",
                        store.toString(),
                        "-ext",
                        extension,
                        "-infile",
                        request,
                        "-outfile",
                        answer);
        keytool(sign, more);
        keytool(
                List.of(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "authority",
                        "-keystore",
                        own,
                        "-file",
                        certificate.toString()));
        keytool(List.of("-importcert", "-alias", "a", "-keystore", own, "-file", answer));
        return issued;
    }

    private static void keytool(List<String> arguments, String... more)
            throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(arguments);
        command.addAll(List.of("-storepass", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    TrustedAuthorities trusted() {
        return new TrustedAuthorities(certificate);
    }
}
