package dev.codeagent.sandbox.egress;

import java.util.Map;

/** The settings with which programs in a sandbox use the egress proxy. */
public final class ProxyClientSettings {
    /** The proxy host for programs in a sandbox; the executor forwards its port to the socket. */
    public static final String LOOPBACK_HOST = "127.0.0.1";

    private static final int PORT = 3128;

    private ProxyClientSettings() {}

    /**
     * The proxy variables for programs.
     *
     * @param host {@link #LOOPBACK_HOST}, or the name of the proxy in a network
     */
    public static Map<String, String> environment(String host) {
        String address = "http://" + host + ":" + PORT;
        return Map.of(
                "HTTP_PROXY", address,
                "HTTPS_PROXY", address,
                "http_proxy", address,
                "https_proxy", address,
                "NO_PROXY", "localhost,127.0.0.1",
                "no_proxy", "localhost,127.0.0.1");
    }

    /** The proxy options for Java in a sandbox, and for the HTTP client of Maven, which ignores those of Java. */
    public static String jvmOptions() {
        return "-Dhttp.proxyHost=" + LOOPBACK_HOST + " -Dhttp.proxyPort=" + PORT + " -Dhttps.proxyHost=" + LOOPBACK_HOST
                + " -Dhttps.proxyPort=" + PORT + " -Dhttp.nonProxyHosts=localhost|127.*"
                + " -Daether.connector.http.useSystemProperties=true";
    }

    /**
     * The user's Maven settings for a build that has only the egress proxy: the proxies of the user's own network, which
     * a sandbox does not reach, are removed.
     */
    public static String withoutProxies(String mavenSettings) {
        return mavenSettings.replaceAll("(?s)<proxies\\s*>.*?</proxies\\s*>", "");
    }

    /** The settings for builds of agents: mirrors and profiles, but no user names and passwords. */
    public static String withoutCredentials(String mavenSettings) {
        return withoutProxies(mavenSettings).replaceAll("(?s)<servers\\s*>.*?</servers\\s*>", "");
    }
}
