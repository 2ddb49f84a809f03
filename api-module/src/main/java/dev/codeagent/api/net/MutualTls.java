package dev.codeagent.api.net;

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

/**
 * TLS where both ends show a certificate, of files as Docker's client has them: {@code ca.pem}, {@code cert.pem} and
 * {@code key.pem} in one folder. That authority alone is trusted.
 */
public final class MutualTls {
    private MutualTls() {}

    /** CONFIGURATION, with the file and what is wrong with it. */
    public static SSLContext of(Path folder) {
        Collection<? extends Certificate> authorities = certificates(folder.resolve("ca.pem"));
        Certificate[] own = certificates(folder.resolve("cert.pem")).toArray(Certificate[]::new);
        Path keyFile = folder.resolve("key.pem");
        try {
            String secret = UUID.randomUUID().toString();
            KeyStore keys = empty();
            keys.setKeyEntry("own", PrivateKeys.read(read(keyFile), own[0].getPublicKey()), secret.toCharArray(), own);
            KeyStore trusted = empty();
            int number = 0;
            for (Certificate authority : authorities) {
                trusted.setCertificateEntry("ca" + number++, authority);
            }
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, secret.toCharArray());
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw wrong(keyFile, "holds no key that fits cert.pem: " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        String text = read(file);
        try {
            var found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
            if (found.isEmpty()) {
                throw wrong(file, "holds no certificate in PEM", null);
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw wrong(file, "holds no certificate in PEM: " + e.getMessage(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw wrong(
                    file,
                    Files.exists(file)
                            ? "cannot be read by the user " + System.getProperty("user.name")
                            : "is not there; DOCKER_CERT_PATH names the folder of ca.pem, cert.pem and key.pem",
                    e);
        }
    }

    private static AgentException wrong(Path file, String what, Exception cause) {
        return new AgentException(ErrorCode.CONFIGURATION, file + " " + what, cause);
    }
}
