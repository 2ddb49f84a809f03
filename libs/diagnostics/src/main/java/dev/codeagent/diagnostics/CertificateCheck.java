package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.diagnostics.net.TrustAnchors;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Whether this program trusts what providers show. Java has a list of authorities of its own: one that the house added to
 * the system's, as a proxy that opens TLS needs it, is missing there.
 *
 * @param configuredFile the file of {@code SSL_CERT_FILE}
 */
record CertificateCheck(
        ProviderProbe outside,
        Optional<Path> configuredFile,
        Supplier<TrustAnchors> ownAnchors,
        Supplier<TrustAnchors> systemAnchors)
        implements Check {
    private static final String IMPACT = "calls of providers that this authority vouches for fail";

    @Override
    public String name() {
        return "ca";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        if (configuredFile.isPresent()
                && TrustAnchors.readCertificates(configuredFile.get()).isEmpty()) {
            return List.of(Finding.warn(
                    name(),
                    TrustAnchors.VARIABLE + " " + configuredFile.get() + " holds no certificate",
                    "only Java's own authorities are trusted",
                    "name a file with certificates in PEM, or unset it"));
        }
        TrustAnchors own = ownAnchors.get();
        TrustAnchors system = systemAnchors.get();
        for (ProviderProbe.ProbeResult result : outside.results()) {
            if (result.failure().filter(SSLException.class::isInstance).isPresent()) {
                List<X509Certificate> chain = ServerCertificateProbe.fetchChain(result.origin(), outside.proxies());
                if (!chain.isEmpty()) {
                    return List.of(untrusted(result.host(), chain, own, system));
                }
            }
        }
        return List.of(findLocalAddition(own, system).orElseGet(() -> trusted(own)));
    }

    private Finding untrusted(String host, List<X509Certificate> chain, TrustAnchors own, TrustAnchors system) {
        if (own.trusts(chain)) {
            return Finding.warn(
                    name(),
                    host + " shows a certificate of another: " + subject(chain.getFirst()),
                    "calls of that provider fail",
                    "correct its address; if that is right, somebody stands in between");
        }
        String issuer = chain.getLast().getIssuerX500Principal().getName();
        String found = host + " shows a certificate of " + issuer + describeValidity(chain.getFirst());
        if (system.trusts(chain)) {
            Path file = system.findIssuer(chain)
                    .map(authority -> system.sources().get(authority))
                    .orElseThrow();
            return Finding.warn(
                    name(), found + ", which this system trusts and Java does not", IMPACT, adviseAdding(file));
        }
        return Finding.warn(
                name(),
                found + ", which neither Java nor this system trusts",
                IMPACT,
                "if it is your own or your network's, put its authority into CA.pem; "
                        + adviseAdding(Path.of("CA.pem")));
    }

    private static String describeValidity(X509Certificate own) {
        try {
            own.checkValidity();
            return "";
        } catch (CertificateException e) {
            return " (valid from " + own.getNotBefore().toInstant() + " to "
                    + own.getNotAfter().toInstant() + ")";
        }
    }

    /** Without a provider that shows it: what the house added to the system's list is needed for something. */
    private Optional<Finding> findLocalAddition(TrustAnchors own, TrustAnchors system) {
        return system.localAdditions().stream()
                .filter(authority -> !own.certificates().contains(authority))
                .map(authority -> system.sources().get(authority))
                .min(Comparator.naturalOrder())
                .map(file -> Finding.warn(
                        name(), file + " is trusted by this system and not by Java", IMPACT, adviseAdding(file)));
    }

    private Finding trusted(TrustAnchors own) {
        return Finding.ok(
                name(),
                own.certificates().size() + " authorities, those added to this system"
                        + (configuredFile.isPresent() ? " and those of " + TrustAnchors.VARIABLE : "") + " among them");
    }

    private String adviseAdding(Path file) {
        return configuredFile
                        .map(present -> "add " + file + " to " + present + " (" + TrustAnchors.VARIABLE + ")")
                        .orElse("start the server with " + TrustAnchors.VARIABLE + "=" + file)
                + (configuredFile.isPresent() ? " and start the server again" : "");
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
