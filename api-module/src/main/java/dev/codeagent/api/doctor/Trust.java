package dev.codeagent.api.doctor;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Authorities that somebody trusts: Java by its own list, other programs by the system's.
 *
 * @param files where each came from, for those that stand in a file of their own
 */
record Trust(List<X509Certificate> authorities, Map<X509Certificate, Path> files) {
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

    Trust {
        authorities = List.copyOf(authorities);
        files = Map.copyOf(files);
    }

    /** What the JVM trusts by default. */
    static Trust java() {
        try {
            return new Trust(List.of(manager(null).getAcceptedIssuers()), Map.of());
        } catch (GeneralSecurityException e) {
            return new Trust(List.of(), Map.of());
        }
    }

    /** What other programs of this machine trust, and which of it was added by hand. */
    static Trust system(Map<String, String> environment) {
        Stream<Path> named = Stream.ofNullable(environment.get("SSL_CERT_FILE"))
                .filter(f -> !f.isBlank())
                .map(Path::of);
        return read(Stream.concat(named, BUNDLES.stream()).toList(), ADDITIONS);
    }

    /** @param bundles files of many certificates @param additions folders of files of one each */
    static Trust read(List<Path> bundles, List<Path> additions) {
        var all = new ArrayList<X509Certificate>();
        bundles.forEach(file -> all.addAll(certificates(file)));
        var files = new java.util.HashMap<X509Certificate, Path>();
        for (Path folder : additions) {
            for (Path file : filesIn(folder)) {
                List<X509Certificate> found = certificates(file);
                all.addAll(found);
                found.forEach(c -> files.put(c, file));
            }
        }
        return new Trust(all, files);
    }

    boolean holds(X509Certificate authority) {
        return authorities.contains(authority);
    }

    /** Whether a server that shows this chain would be believed. */
    boolean accepts(List<X509Certificate> chain) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry("ca-" + store.size(), authority);
            }
            manager(store).checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
            return true;
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    /** The authority of this list that stands behind the chain's last certificate. */
    Optional<X509Certificate> behind(List<X509Certificate> chain) {
        return authorities.stream()
                .filter(a -> a.equals(chain.getLast())
                        || a.getSubjectX500Principal().equals(chain.getLast().getIssuerX500Principal()))
                .findFirst();
    }

    private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new CertificateException("no trust manager"));
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
    private static List<X509Certificate> certificates(Path file) {
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
