package dev.codeagent.diagnostics;

import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Reads the certificates that a server presents and closes the connection, so that nothing is sent to an untrusted
 * server.
 */
final class ServerCertificateProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private ServerCertificateProbe() {}

    /** Returns the chain, the server's own certificate first; empty if it presents none. */
    static List<X509Certificate> fetchChain(URI origin, EnvironmentProxySelector proxies) throws InterruptedException {
        var trustManager = new CapturingTrustManager();
        try (HttpClient http = HttpClient.newBuilder()
                .proxy(proxies)
                .connectTimeout(TIMEOUT)
                .sslContext(context(trustManager))
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(origin).timeout(TIMEOUT);
            proxies.proxyAuthorization(origin)
                    .ifPresent(credentials -> request.header("Proxy-Authorization", credentials));
            http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException | GeneralSecurityException e) {
            return trustManager
                    .captured; // The handshake always fails, because the trust manager rejects every certificate.
        }
        return trustManager.captured;
    }

    private static SSLContext context(CapturingTrustManager trustManager) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trustManager}, null);
        return context;
    }

    private static final class CapturingTrustManager extends X509ExtendedTrustManager {
        private volatile List<X509Certificate> captured = List.of();

        private void capture(X509Certificate[] chain) throws CertificateException {
            captured = List.of(chain);
            throw new CertificateException("rejected: this connection only reads certificates");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            capture(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            capture(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            capture(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            capture(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            capture(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            capture(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
