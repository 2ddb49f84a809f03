package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.diagnostics.net.TrustAnchors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of names, proxies, certificates and clocks; a test proxy makes providers with invented names reachable. */
class NetworkChecksTest {
    private static final URI PROVIDER = URI.create("http://models.provider.test/v1");
    private static final URI SECURE = URI.create("https://api.provider.test/v1");
    private static final TrustAnchors JAVA = TrustAnchors.fromEnvironment(Map.of());

    @TempDir
    Path folder;

    private static EnvironmentProxySelector noProxies() {
        return new EnvironmentProxySelector(Map.of(), Optional.empty());
    }

    private static ProviderProbe probe(EnvironmentProxySelector proxies, TrustAnchors trusted, URI... providers) {
        HttpClient http = HttpClient.newBuilder()
                .proxy(proxies)
                .sslContext(trusted.sslContext())
                .build();
        return new ProviderProbe(() -> List.of(providers), proxies, http);
    }

    private static Finding dns(EnvironmentProxySelector proxies, DnsCheck.HostResolver resolver, URI... providers)
            throws InterruptedException {
        return new DnsCheck(probe(proxies, JAVA, providers), resolver).run().getFirst();
    }

    private static InetAddress resolve(String name) throws UnknownHostException {
        return switch (name) {
            case "localhost" -> InetAddress.getLoopbackAddress();
            case "api.provider.test", "proxy.test" -> InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
            default -> throw new UnknownHostException(name);
        };
    }

    @Test
    void resolvesTheHostsOfRemoteProviders() throws Exception {
        URI local = URI.create("http://127.0.0.1:11434/v1");

        assertThat(dns(noProxies(), NetworkChecksTest::resolve, SECURE, local).found())
                .isEqualTo("resolves api.provider.test");
        Finding unknown = dns(noProxies(), NetworkChecksTest::resolve, SECURE, PROVIDER);
        assertThat(unknown.level()).isEqualTo(Level.WARN);
        assertThat(unknown.found()).isEqualTo("no address for models.provider.test");
    }

    @Test
    void resolvesOnlyTheProxyBehindAProxy() throws Exception {
        var proxies = new EnvironmentProxySelector(Map.of("HTTP_PROXY", "http://proxy.test:3128"), Optional.empty());

        assertThat(dns(proxies, NetworkChecksTest::resolve, PROVIDER).found()).isEqualTo("resolves proxy.test");
    }

    @Test
    void failsWhenLocalhostIsNotLoopback() throws Exception {
        Finding finding = dns(noProxies(), name -> InetAddress.getByAddress(new byte[] {10, 0, 0, 1}));

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.advice()).contains("/etc/hosts");
    }

    private static Finding proxy(String... variables) {
        var environment = new java.util.HashMap<String, String>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        return new ProxyCheck(new EnvironmentProxySelector(environment, Optional.empty()))
                .run()
                .getFirst();
    }

    @Test
    void distinguishesReachableFromUnreachableProxies() throws IOException {
        assertThat(proxy().found()).startsWith("none is set");
        int port;
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            Finding reachable = proxy("HTTPS_PROXY", "http://me:secret@127.0.0.1:" + port, "NO_PROXY", "house.test");
            assertThat(reachable.level()).isEqualTo(Level.OK);
            assertThat(reachable.found()).isEqualTo("HTTPS_PROXY http://127.0.0.1:" + port + "; not for house.test");
        }

        Finding unreachable = proxy("HTTPS_PROXY", "http://me:secret@127.0.0.1:" + port);
        assertThat(unreachable.level()).isEqualTo(Level.FAIL);
        assertThat(unreachable.found())
                .startsWith("HTTPS_PROXY http://127.0.0.1:" + port + ": ")
                .contains("refused");
        assertThat(unreachable.advice()).contains("unset");
        assertThat(proxy("HTTP_PROXY", "http://no-such-proxy.invalid:1").found())
                .endsWith("no such host");
    }

    @Test
    void namesTheVariableWithoutAValidProxyAddress() {
        Finding finding = proxy("https_proxy", "socks5://me:secret@127.0.0.1:1080");

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.found()).isEqualTo("https_proxy is not the address of an HTTP proxy");
    }

    @Test
    void authenticatesToTheProxy() throws Exception {
        try (var tls = new TlsServer(folder, "api.provider.test");
                var proxy = FakeProxy.tunnelTo(tls.port())) {
            probe(proxy.asSelector("me:secret@"), JAVA, SECURE).results();

            assertThat(proxy.requests())
                    .first()
                    .satisfies(head -> assertThat(head)
                            .startsWith("CONNECT api.provider.test:443 ")
                            .contains("Proxy-Authorization: Basic bWU6c2VjcmV0"));
        }
    }

    private Finding clock(Duration ourSkew, FakeProxy proxy) throws InterruptedException {
        Clock ownAnchors = Clock.offset(Clock.systemUTC(), ourSkew);
        return new ClockCheck(probe(proxy.asSelector(), JAVA, PROVIDER), folder, ownAnchors)
                .run()
                .getFirst();
    }

    private static String date(Instant time) {
        return "Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    @Test
    void comparesTheClockWithThatOfAProvider() throws Exception {
        try (var right = FakeProxy.respondingWith("HTTP/1.1 200 OK", date(Instant.now()))) {
            assertThat(clock(Duration.ZERO, right).found()).startsWith("matches models.provider.test");
            Finding ahead = clock(Duration.ofMinutes(90), right);
            assertThat(ahead.level()).isEqualTo(Level.WARN);
            assertThat(ahead.found()).matches("(89|90) minutes ahead of models.provider.test");
            assertThat(ahead.advice()).contains("timedatectl");
            Finding behind = clock(Duration.ofDays(-10), right);
            assertThat(behind.level()).isEqualTo(Level.FAIL);
            assertThat(behind.found()).matches("(9|10) days behind models.provider.test");
        }
    }

    @Test
    void failsOnALargeSkewAndIgnoresUnreadableDates() throws Exception {
        try (var wrong =
                FakeProxy.respondingWith("HTTP/1.1 200 OK", date(Instant.now().minus(Duration.ofDays(9))))) {
            assertThat(clock(Duration.ZERO, wrong).level()).isEqualTo(Level.FAIL);
        }
        try (var silent = FakeProxy.respondingWith("HTTP/1.1 200 OK", "Date: yesterday")) {
            assertThat(clock(Duration.ZERO, silent).found()).contains("is not verified");
        }
    }

    @Test
    void warnsWhenTheClockIsBehindTheFiles() throws Exception {
        Path file = Files.createFile(folder.resolve("server.lock"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plus(Duration.ofDays(3))));

        Finding finding = new ClockCheck(probe(noProxies(), JAVA), folder, Clock.systemUTC())
                .run()
                .getFirst();

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.found()).isEqualTo("2 days behind the files in " + folder);
    }

    private Finding certificate(
            TlsServer tls, TrustAnchors ownAnchors, TrustAnchors systemAnchors, Optional<Path> configuredFile)
            throws IOException, InterruptedException {
        try (var proxy = FakeProxy.tunnelTo(tls.port())) {
            return new CertificateCheck(
                            probe(proxy.asSelector(), ownAnchors, SECURE),
                            configuredFile,
                            () -> ownAnchors,
                            () -> systemAnchors)
                    .run()
                    .getFirst();
        }
    }

    private TrustAnchors withServerCertificate(TlsServer tls) {
        return TrustAnchors.read(List.of(), List.of(tls.certificate().getParent()));
    }

    @Test
    void namesTheAuthorityThatOnlyTheSystemTrusts() throws Exception {
        try (var tls = new TlsServer(folder, "api.provider.test")) {
            Finding finding = certificate(tls, JAVA, withServerCertificate(tls), Optional.empty());

            assertThat(finding.level()).isEqualTo(Level.WARN);
            assertThat(finding.found())
                    .isEqualTo("api.provider.test presents a certificate of CN=Our House, which this system trusts and"
                            + " Java does not");
            assertThat(finding.advice()).isEqualTo("start the server with SSL_CERT_FILE=" + tls.certificate());
        }
    }

    @Test
    void passesWhenSslCertFileContainsTheAuthority() throws Exception {
        try (var tls = new TlsServer(folder, "api.provider.test")) {
            TrustAnchors extended = TrustAnchors.fromEnvironment(
                    Map.of("SSL_CERT_FILE", tls.certificate().toString()));

            Finding finding = certificate(tls, extended, withServerCertificate(tls), Optional.of(tls.certificate()));

            assertThat(finding.level()).as(finding.found()).isEqualTo(Level.OK);
            assertThat(finding.found()).startsWith(JAVA.certificates().size() + 1 + " trusted authorities");
        }
    }

    @Test
    void reportsACertificateThatNobodyTrusts() throws Exception {
        try (var tls = new TlsServer(folder, "api.provider.test")) {
            Finding finding = certificate(tls, JAVA, JAVA, Optional.empty());

            assertThat(finding.found()).contains("CN=Our House", "neither Java nor this system");
            assertThat(finding.advice()).contains("if it is your own or your network's", "SSL_CERT_FILE=CA.pem");
        }
    }

    @Test
    void reportsAnExpiredCertificate() throws Exception {
        try (var tls = new TlsServer(folder, "api.provider.test", "-startdate", "-30d", "-validity", "10")) {
            assertThat(certificate(tls, JAVA, withServerCertificate(tls), Optional.empty())
                            .found())
                    .contains("(valid from ");
        }
    }

    @Test
    void reportsACertificateOfAnotherHost() throws Exception {
        try (var tls = new TlsServer(folder, "other.test")) {
            assertThat(certificate(tls, withServerCertificate(tls), withServerCertificate(tls), Optional.empty())
                            .found())
                    .isEqualTo("api.provider.test presents a certificate for another name: CN=Our House");
        }
    }

    @Test
    void reportsALocallyAddedAuthorityWithoutAnyProvider() throws IOException, GeneralSecurityException {
        try (var tls = new TlsServer(folder, "proxy.test")) {
            var check = new CertificateCheck(
                    probe(noProxies(), JAVA), Optional.empty(), () -> JAVA, () -> withServerCertificate(tls));

            assertThat(check.run())
                    .singleElement()
                    .satisfies(f -> assertThat(f.found())
                            .isEqualTo(tls.certificate() + " is trusted by this system and not by Java"))
                    .satisfies(f -> assertThat(f.level()).isEqualTo(Level.WARN));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void warnsWhenSslCertFileContainsNoCertificate() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        Finding finding = new CertificateCheck(probe(noProxies(), JAVA), Optional.of(empty), () -> JAVA, () -> JAVA)
                .run()
                .getFirst();

        assertThat(finding.level()).isEqualTo(Level.WARN);
        assertThat(finding.found()).isEqualTo("SSL_CERT_FILE " + empty + " contains no certificate");
    }
}
