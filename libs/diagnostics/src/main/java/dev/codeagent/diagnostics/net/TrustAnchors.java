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
 * Certificate authorities that somebody trusts: this program, or the system's other programs.
 *
 * @param sources where each came from, as far as it came from one that may be named
 * @param localAdditions those that somebody added by hand
 */
public record TrustAnchors(
        Set<X509Certificate> certificates, Map<X509Certificate, Path> sources, Set<X509Certificate> localAdditions) {
    /** The variable by which other programs are given authorities, too. */
    public static final String VARIABLE = "SSL_CERT_FILE";

    /** The bundles of Debian, Red Hat, SUSE and Alpine. */
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    /** Where an administrator puts authorities of the house. */
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
     * What this program trusts: Java's own list, and what {@code SSL_CERT_FILE} adds to it. Not the JVM's default: an
     * application server puts a list of its own there.
     */
    public static TrustAnchors fromEnvironment(Map<String, String> environment) {
        var all = new LinkedHashSet<>(readJavaTrustStore());
        configuredFile(environment).ifPresent(file -> all.addAll(readCertificates(file)));
        return new TrustAnchors(all, Map.of(), Set.of());
    }

    /** The file of {@code SSL_CERT_FILE}. */
    public static Optional<Path> configuredFile(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    /** What other programs of this machine trust. */
    public static TrustAnchors fromSystem() {
        return read(BUNDLES, LOCAL_DIRECTORIES);
    }

    /**
     * Reads what is there of them.
     *
     * @param bundles files of many certificates
     * @param localDirectories folders of files that were added by hand
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

    /** The authority that stands behind the chain's last certificate. */
    public Optional<X509Certificate> findIssuer(List<X509Certificate> chain) {
        X509Certificate last = chain.getLast();
        return certificates.stream()
                .filter(a -> a.equals(last) || a.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                .findFirst();
    }

    /** For connections that these authorities, and no others, vouch for. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
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
            // A Java without a list of its own trusts nobody; the check of certificates shows how many it has.
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

    /** None where the file is not there or holds something else. */
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
