package dev.codeagent.diagnostics.net;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS with certificates on both sides, from the files of Docker's client: {@code ca.pem}, {@code cert.pem} and
 * {@code key.pem} in one directory. Only that authority is trusted.
 */
public final class MutualTls {
    private MutualTls() {}

    /**
     * Creates the context.
     *
     * @throws AgentException CONFIGURATION with the file and what is wrong with it
     */
    public static SSLContext createContext(Path directory) {
        Collection<? extends Certificate> authorities = certificates(directory.resolve("ca.pem"));
        Certificate[] own = certificates(directory.resolve("cert.pem")).toArray(Certificate[]::new);
        Path keyFile = directory.resolve("key.pem");
        try {
            String keyPassword = UUID.randomUUID().toString();
            KeyStore keyStore = emptyKeyStore();
            keyStore.setKeyEntry(
                    "own",
                    PemPrivateKeyReader.read(readPem(keyFile), own[0].getPublicKey()),
                    keyPassword.toCharArray(),
                    own);
            KeyStore trustStore = emptyKeyStore();
            int number = 0;
            for (Certificate authority : authorities) {
                trustStore.setCertificateEntry("ca" + number++, authority);
            }
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keyStore, keyPassword.toCharArray());
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trustStore);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw configurationError(keyFile, "contains no key that matches cert.pem: " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyKeyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        String text = readPem(file);
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
            if (found.isEmpty()) {
                throw configurationError(file, "contains no PEM certificate", null);
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw configurationError(file, "contains no PEM certificate: " + e.getMessage(), e);
        }
    }

    private static String readPem(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw configurationError(
                    file,
                    Files.exists(file)
                            ? "cannot be read by the user " + System.getProperty("user.name")
                            : "does not exist; set DOCKER_CERT_PATH to the directory of ca.pem, cert.pem and key.pem",
                    e);
        }
    }

    private static AgentException configurationError(Path file, String what, @Nullable Exception cause) {
        return new AgentException(ErrorCode.CONFIGURATION, file + " " + what, cause);
    }
}
