package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CertificateVariablesTest {
    @Test
    void programsGetTheirOwnVariables() {
        assertThat(CertificateVariables.of(
                        Map.of("PIP_CERT", "/ca.pem", "GIT_SSL_CAINFO", "/git.pem", "HOME", "/root")))
                .containsOnly(Map.entry("PIP_CERT", "/ca.pem"), Map.entry("GIT_SSL_CAINFO", "/git.pem"));
    }

    @Test
    void nodeTrustsTheCommonFileToo() {
        assertThat(CertificateVariables.of(Map.of("SSL_CERT_FILE", "/ca.pem")))
                .containsOnly(Map.entry("SSL_CERT_FILE", "/ca.pem"), Map.entry("NODE_EXTRA_CA_CERTS", "/ca.pem"));
    }

    @Test
    void anEmptyVariableIsNone() {
        assertThat(CertificateVariables.of(Map.of("SSL_CERT_FILE", "", "CURL_CA_BUNDLE", "")))
                .isEmpty();
    }
}
