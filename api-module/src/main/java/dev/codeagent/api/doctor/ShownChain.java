package dev.codeagent.api.doctor;

import dev.codeagent.api.net.EnvironmentProxies;
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
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Looks at the certificates that a server shows, and hangs up: nothing is sent to whom nobody trusts. */
final class ShownChain {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private ShownChain() {}

    /** The server's own certificate first; empty where it shows none. */
    static List<X509Certificate> of(URI origin, EnvironmentProxies proxies) throws InterruptedException {
        var eye = new Eye();
        try (HttpClient http = HttpClient.newBuilder()
                .proxy(proxies)
                .connectTimeout(PATIENCE)
                .sslContext(context(eye))
                .build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(origin).timeout(PATIENCE);
            proxies.authorization(origin).ifPresent(login -> request.header("Proxy-Authorization", login));
            http.send(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException | GeneralSecurityException e) {
            return eye.seen.get(); // As it must: the eye believes nobody.
        }
        return eye.seen.get();
    }

    private static SSLContext context(Eye eye) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {eye}, null);
        return context;
    }

    private static final class Eye extends X509ExtendedTrustManager {
        private final AtomicReference<List<X509Certificate>> seen = new AtomicReference<>(List.of());

        private void look(X509Certificate[] chain) throws CertificateException {
            seen.set(List.of(chain));
            throw new CertificateException("only looked at");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            look(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            look(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
