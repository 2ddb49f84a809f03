package dev.codeagent.api.doctor;

import dev.codeagent.api.net.Authorities;
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
 * @param named the file of {@code SSL_CERT_FILE}
 */
record CertificateCheck(
        Outside outside, Optional<Path> named, Supplier<Authorities> ours, Supplier<Authorities> systems)
        implements Check {
    private static final String LOST = "calls of providers that this authority vouches for fail";

    @Override
    public String name() {
        return "ca";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        if (named.isPresent() && Authorities.certificates(named.get()).isEmpty()) {
            return List.of(Finding.warn(
                    name(),
                    Authorities.VARIABLE + " " + named.get() + " holds no certificate",
                    "only Java's own authorities are trusted",
                    "name a file with certificates in PEM, or unset it"));
        }
        Authorities own = ours.get();
        Authorities system = systems.get();
        for (Outside.Contact contact : outside.contacts()) {
            if (contact.failure().filter(SSLException.class::isInstance).isPresent()) {
                List<X509Certificate> chain = ShownChain.of(contact.origin(), outside.proxies());
                if (!chain.isEmpty()) {
                    return List.of(distrusted(contact.host(), chain, own, system));
                }
            }
        }
        return List.of(ofTheHouse(own, system).orElseGet(() -> fine(own)));
    }

    private Finding distrusted(String host, List<X509Certificate> chain, Authorities own, Authorities system) {
        if (own.accepts(chain)) {
            return Finding.warn(
                    name(),
                    host + " shows a certificate of another: " + subject(chain.getFirst()),
                    "calls of that provider fail",
                    "correct its address; if that is right, somebody stands in between");
        }
        String issuer = chain.getLast().getIssuerX500Principal().getName();
        String found = host + " shows a certificate of " + issuer + expiry(chain.getFirst());
        if (system.accepts(chain)) {
            Path file = system.behind(chain)
                    .map(authority -> system.files().get(authority))
                    .orElseThrow();
            return Finding.warn(name(), found + ", which this system trusts and Java does not", LOST, add(file));
        }
        return Finding.warn(
                name(),
                found + ", which neither Java nor this system trusts",
                LOST,
                "if it is your own or your network's, put its authority into CA.pem; " + add(Path.of("CA.pem")));
    }

    private static String expiry(X509Certificate own) {
        try {
            own.checkValidity();
            return "";
        } catch (CertificateException e) {
            return " (valid from " + own.getNotBefore().toInstant() + " to "
                    + own.getNotAfter().toInstant() + ")";
        }
    }

    /** Without a provider that shows it: what the house added to the system's list is needed for something. */
    private Optional<Finding> ofTheHouse(Authorities own, Authorities system) {
        return system.added().stream()
                .filter(authority -> !own.all().contains(authority))
                .map(authority -> system.files().get(authority))
                .min(Comparator.naturalOrder())
                .map(file ->
                        Finding.warn(name(), file + " is trusted by this system and not by Java", LOST, add(file)));
    }

    private Finding fine(Authorities own) {
        return Finding.ok(
                name(),
                own.all().size() + " authorities, those added to this system"
                        + (named.isPresent() ? " and those of " + Authorities.VARIABLE : "") + " among them");
    }

    private String add(Path file) {
        return named.map(present -> "add " + file + " to " + present + " (" + Authorities.VARIABLE + ")")
                        .orElse("start the server with " + Authorities.VARIABLE + "=" + file)
                + (named.isPresent() ? " and start the server again" : "");
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
