package dev.codeagent.api.doctor;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Whether Java trusts what providers show. Java has a list of authorities of its own: one that the house added to the
 * system's, as a proxy that opens TLS needs it, is missing there.
 */
record CertificateCheck(Outside outside, Supplier<Trust> javaTrust, Supplier<Trust> systemTrust, String javaHome)
        implements Check {

    @Override
    public String name() {
        return "ca";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        Trust java = javaTrust.get();
        Trust system = systemTrust.get();
        for (Outside.Contact contact : outside.contacts()) {
            if (contact.failure().filter(CertificateCheck::certificate).isPresent()) {
                List<X509Certificate> chain = ShownChain.of(contact.origin(), outside.proxies());
                if (!chain.isEmpty()) {
                    return List.of(distrusted(contact.host(), chain, java, system));
                }
            }
        }
        return List.of(ofTheHouse(java, system).orElseGet(() -> fine(java)));
    }

    private static boolean certificate(Throwable failure) {
        return failure instanceof SSLException;
    }

    private Finding distrusted(String host, List<X509Certificate> chain, Trust java, Trust system) {
        if (java.accepts(chain)) {
            return Finding.warn(
                    name(),
                    host + " shows a certificate that is not its own: " + subject(chain.getFirst()),
                    "calls of that provider fail",
                    "correct its address; if that is right, somebody stands in between");
        }
        String issuer = chain.getLast().getIssuerX500Principal().getName();
        Optional<X509Certificate> authority = system.accepts(chain) ? system.behind(chain) : Optional.empty();
        return authority.isPresent()
                ? Finding.warn(
                        name(),
                        host + " shows a certificate of " + issuer + ", which this system trusts and Java does not",
                        "calls of that provider fail",
                        takeUp(Optional.ofNullable(system.files().get(authority.get())), issuer))
                : Finding.warn(
                        name(),
                        host + " shows a certificate of " + issuer + ", which neither Java nor this system trusts"
                                + expiry(chain.getFirst()),
                        "calls of that provider fail",
                        "if it is your own or your network's, " + takeUp(Optional.empty(), issuer));
    }

    private static String expiry(X509Certificate own) {
        try {
            own.checkValidity();
            return "";
        } catch (java.security.cert.CertificateException e) {
            return " (valid from " + own.getNotBefore().toInstant() + " to "
                    + own.getNotAfter().toInstant() + ")";
        }
    }

    /** Without a provider that shows it: what the house added to the system's list is needed for something. */
    private Optional<Finding> ofTheHouse(Trust java, Trust system) {
        return system.files().entrySet().stream()
                .filter(added -> !java.holds(added.getKey()))
                .min(Map.Entry.comparingByValue())
                .map(added -> Finding.warn(
                        name(),
                        added.getValue() + " is trusted by this system and not by Java",
                        "calls that this authority stands behind fail",
                        takeUp(Optional.of(added.getValue()), subject(added.getKey()))));
    }

    private Finding fine(Trust java) {
        String all = java.authorities().size() + " authorities in " + javaHome;
        return Finding.ok(name(), "Java trusts what providers show and what the system was given (" + all + ")");
    }

    private String takeUp(Optional<Path> file, String authority) {
        String alias = authority.replaceAll("(?i).*?CN=([^,]*).*", "$1").replaceAll("[^A-Za-z0-9]+", "-");
        return "let Java trust it: " + Path.of(javaHome, "bin", "keytool") + " -importcert -cacerts -storepass changeit"
                + " -noprompt -alias " + alias + " -file "
                + file.map(Path::toString).orElse("CA.pem")
                + ", and start the server again";
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
