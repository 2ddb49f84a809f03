package dev.codeagent.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables that name certificate authorities for the programs of a build, for example those of a proxy that intercepts
 * TLS. Many programs do not read {@code SSL_CERT_FILE} and have a variable of their own.
 */
final class CertificateVariables {
    private static final String COMMON = "SSL_CERT_FILE";

    /** Node.js adds these to its own; npm, pnpm and yarn run in it. */
    private static final String NODE = "NODE_EXTRA_CA_CERTS";

    static final List<String> NAMES = List.of(
            COMMON,
            "SSL_CERT_DIR",
            NODE,
            "PIP_CERT",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "GIT_SSL_CAINFO",
            "CARGO_HTTP_CAINFO");

    private CertificateVariables() {}

    /** Those of the server's environment; the others would replace what a program trusts, so only Node.js gets a default. */
    static Map<String, String> of(Map<String, String> ofServer) {
        var variables = new LinkedHashMap<String, String>();
        for (String name : NAMES) {
            String value = ofServer.getOrDefault(name, name.equals(NODE) ? ofServer.getOrDefault(COMMON, "") : "");
            if (!value.isEmpty()) {
                variables.put(name, value);
            }
        }
        return variables;
    }
}
