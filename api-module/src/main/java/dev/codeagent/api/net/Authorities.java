package dev.codeagent.api.net;

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
 * @param files where each came from, as far as it came from one that may be named
 * @param added those that somebody added by hand
 */
public record Authorities(Set<X509Certificate> all, Map<X509Certificate, Path> files, Set<X509Certificate> added) {
    /** The variable by which other programs are given authorities, too. */
    public static final String VARIABLE = "SSL_CERT_FILE";

    /** The bundles of Debian, Red Hat, SUSE and Alpine. */
    private static final List<Path> BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    /** Where an administrator puts authorities of the house. */
    private static final List<Path> ADDITIONS = List.of(
            Path.of("/usr/local/share/ca-certificates"),
            Path.of("/etc/pki/ca-trust/source/anchors"),
            Path.of("/etc/pki/trust/anchors"));

    public Authorities {
        all = Set.copyOf(all);
        files = Map.copyOf(files);
        added = Set.copyOf(added);
    }

    /**
     * What this program trusts: Java's own list, and what {@code SSL_CERT_FILE} adds to it. Not the JVM's default: an
     * application server puts a list of its own there.
     */
    public static Authorities ofThisProgram(Map<String, String> environment) {
        var all = new LinkedHashSet<>(ofJava());
        named(environment).ifPresent(file -> all.addAll(certificates(file)));
        return new Authorities(all, Map.of(), Set.of());
    }

    /** The file of {@code SSL_CERT_FILE}. */
    public static Optional<Path> named(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(file -> !file.isBlank())
                .map(Path::of);
    }

    /** What other programs of this machine trust. */
    public static Authorities ofTheSystem() {
        return read(BUNDLES, ADDITIONS);
    }

    /**
     * Reads what is there of them.
     *
     * @param bundles files of many certificates
     * @param additions folders of files that were added by hand
     */
    public static Authorities read(List<Path> bundles, List<Path> additions) {
        var files = new HashMap<X509Certificate, Path>();
        for (Path folder : additions) {
            for (Path file : filesIn(folder)) {
                certificates(file).forEach(c -> files.put(c, file));
            }
        }
        Set<X509Certificate> added = Set.copyOf(files.keySet());
        bundles.forEach(file -> certificates(file).forEach(c -> files.putIfAbsent(c, file)));
        return new Authorities(files.keySet(), files, added);
    }

    public boolean accepts(List<X509Certificate> chain) {
        try {
            for (TrustManager manager : managers()) {
                if (manager instanceof X509TrustManager x509) {
                    x509.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                }
            }
            return !all.isEmpty();
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    /** The authority that stands behind the chain's last certificate. */
    public Optional<X509Certificate> behind(List<X509Certificate> chain) {
        X509Certificate last = chain.getLast();
        return all.stream()
                .filter(a -> a.equals(last) || a.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                .findFirst();
    }

    /** For connections that these authorities, and no others, vouch for. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot speak TLS: " + e.getMessage(), e);
        }
    }

    private TrustManager[] managers() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (X509Certificate authority : all) {
            store.setCertificateEntry("ca-" + store.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Set<X509Certificate> ofJava() {
        Path folder = Path.of(System.getProperty("java.home"), "lib", "security");
        Path own = folder.resolve("jssecacerts");
        Path file = Files.isRegularFile(own) ? own : folder.resolve("cacerts");
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

    private static List<Path> filesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder, 3)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** None where the file is not there or holds something else. */
    public static List<X509Certificate> certificates(Path file) {
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
