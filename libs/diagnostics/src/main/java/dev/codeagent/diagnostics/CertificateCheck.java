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
 * Checks that this program trusts the certificates of providers. Java has its own list of certificate authorities. An
 * authority that an administrator added to the system's list, for example for a proxy that intercepts TLS, is missing
 * there.
 *
 * @param configuredFile the file of {@code SSL_CERT_FILE}
 */
record CertificateCheck(
        ProviderProbe outside,
        Optional<Path> configuredFile,
        Supplier<TrustAnchors> ownAnchors,
        Supplier<TrustAnchors> systemAnchors)
        implements Check {
    private static final String IMPACT = "calls to providers with certificates of this authority fail";

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
                    TrustAnchors.VARIABLE + " " + configuredFile.get() + " contains no certificate",
                    "only Java's own authorities are trusted",
                    "set it to a PEM file with certificates, or unset it"));
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
                    host + " presents a certificate for another name: " + subject(chain.getFirst()),
                    "calls to that provider fail",
                    "correct its address; if the address is right, the connection is intercepted");
        }
        String issuer = chain.getLast().getIssuerX500Principal().getName();
        String found = host + " presents a certificate of " + issuer + describeValidity(chain.getFirst());
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
                "if it is your own or your network's, save its authority as CA.pem; "
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

    /**
     * Finds an authority that was added to the system's list and is missing in Java, even if no provider uses it yet.
     */
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
                own.certificates().size() + " trusted authorities, including those added to this system"
                        + (configuredFile.isPresent() ? " and those of " + TrustAnchors.VARIABLE : ""));
    }

    private String adviseAdding(Path file) {
        return configuredFile
                        .map(present -> "add " + file + " to " + present + " (" + TrustAnchors.VARIABLE + ")")
                        .orElse("start the server with " + TrustAnchors.VARIABLE + "=" + file)
                + (configuredFile.isPresent() ? " and restart the server" : "");
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
