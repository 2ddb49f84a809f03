package dev.codeagent.diagnostics.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusted certificate authorities, of this program or of the system.
 *
 * @param sources the file of each authority, if it has one
 * @param localAdditions authorities that an administrator added
 */
public record TrustAnchors(
        Set<X509Certificate> certificates, Map<X509Certificate, Path> sources, Set<X509Certificate> localAdditions) {
    /** The variable that names additional authorities, as in other programs. */
    public static final String VARIABLE = "SSL_CERT_FILE";

    /** Bundles of Debian, Red Hat, SUSE and Alpine. */
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    /** Directories where administrators add authorities. */
    private static final List<Path> LOCAL_DIRECTORIES = List.of(
            Path.of("/usr/local/share/ca-certificates"),
            Path.of("/etc/pki/ca-trust/source/anchors"),
            Path.of("/etc/pki/trust/anchors"));

    public TrustAnchors {
        certificates = Set.copyOf(certificates);
        sources = Map.copyOf(sources);
        localAdditions = Set.copyOf(localAdditions);
    }

    /**
     * Returns the authorities that this program trusts: Java's own list and those of {@code SSL_CERT_FILE}. The default
     * of the JVM is not used, because an application server replaces it.
     */
    public static TrustAnchors fromEnvironment(Map<String, String> environment) {
        var all = new LinkedHashSet<>(readJavaTrustStore());
        configuredFile(environment).ifPresent(file -> all.addAll(readCertificates(file)));
        return new TrustAnchors(all, Map.of(), Set.of());
    }

    /** Returns the file of {@code SSL_CERT_FILE}. */
    public static Optional<Path> configuredFile(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    /** Returns the authorities that other programs of this machine trust. */
    public static TrustAnchors fromSystem() {
        return read(BUNDLES, LOCAL_DIRECTORIES);
    }

    /**
     * Reads those of the files that exist.
     *
     * @param bundles files with many certificates
     * @param localDirectories directories of files that an administrator added
     */
    public static TrustAnchors read(List<Path> bundles, List<Path> localDirectories) {
        var files = new HashMap<X509Certificate, Path>();
        for (Path directory : localDirectories) {
            for (Path file : filesIn(directory)) {
                readCertificates(file).forEach(c -> files.put(c, file));
            }
        }
        Set<X509Certificate> added = Set.copyOf(files.keySet());
        bundles.forEach(file -> readCertificates(file).forEach(c -> files.putIfAbsent(c, file)));
        return new TrustAnchors(files.keySet(), files, added);
    }

    public boolean trusts(List<X509Certificate> chain) {
        try {
            for (TrustManager trustManager : trustManagers()) {
                if (trustManager instanceof X509TrustManager x509) {
                    x509.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                }
            }
            return !certificates.isEmpty();
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    /** Returns the authority that issued the last certificate of the chain. */
    public Optional<X509Certificate> findIssuer(List<X509Certificate> chain) {
        X509Certificate last = chain.getLast();
        return certificates.stream()
                .filter(a -> a.equals(last) || a.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                .findFirst();
    }

    /** Returns a TLS context that trusts only these authorities. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java does not support TLS: " + e.getMessage(), e);
        }
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate authority : certificates) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Set<X509Certificate> readJavaTrustStore() {
        Path directory = Path.of(System.getProperty("java.home"), "lib", "security");
        Path own = directory.resolve("jssecacerts");
        Path file = Files.isRegularFile(own) ? own : directory.resolve("cacerts");
        var all = new LinkedHashSet<X509Certificate>();
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    all.add(certificate);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            // Java without its own list trusts no authority; the certificate check reports their number.
            return Set.of();
        }
        return all;
    }

    private static List<Path> filesIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory, 3)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Reads the certificates of a file; returns none if it does not exist or contains something else. */
    public static List<X509Certificate> readCertificates(Path file) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (var in = Files.newInputStream(file)) {
            var all = new ArrayList<X509Certificate>();
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) c);
            }
            return all;
        } catch (IOException | CertificateException e) {
            return List.of();
        }
    }
}
