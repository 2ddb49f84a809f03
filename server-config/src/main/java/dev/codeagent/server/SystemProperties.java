package dev.codeagent.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The configuration as system properties, which the application reads with MicroProfile Config. */
record SystemProperties(Configuration configuration, DatabaseSettings database, Path data, Path home, int port) {
    private static final List<String> PATH_KEYS = List.of(
            "policy.server",
            "policy.team",
            "providers.catalog",
            "providers.recording",
            "metrics.tokenFile",
            "traces.headersFile");

    static Path credentialsKeyFile(Configuration configuration) {
        return ServerMain.expandHome(configuration.get("security.credentials")).resolveSibling("credentials.key");
    }

    /** Resolves a file of the configuration, relative to the parent folder of {@code config}. */
    private Path resolveFile(String configured) {
        return configured.startsWith("~")
                ? ServerMain.expandHome(configured)
                : configuration.base().resolve(configured).normalize();
    }

    /** Names to values; an empty key has no property. */
    Map<String, String> values() {
        var values = new TreeMap<>(configuration.values());
        values.values().removeIf(String::isEmpty);
        values.remove(DatabaseSettings.PASSWORD_KEY); // The application reads it as codeagent.db.password.
        Path credentials = ServerMain.expandHome(configuration.get("security.credentials"));
        values.putAll(Map.of(
                "gateway.port",
                String.valueOf(port),
                "codeagent.home",
                home.toString(),
                "codeagent.data",
                data.toString(),
                "codeagent.credentials.keyFile",
                credentialsKeyFile(configuration).toString()));
        for (String pathKey : PATH_KEYS) {
            values.computeIfPresent(pathKey, (key, file) -> resolveFile(file).toString());
        }
        values.put("codeagent.container", String.valueOf(ContainerDetection.isInsideContainer()));
        values.putAll(database.systemProperties(data.resolve("codeagent.db"), credentials));
        // Without this property, each use of JSON searches all jars for an implementation.
        values.put("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // Grizzly then rejects header names and values with forbidden characters, such as a blank before the colon.
        values.put("org.glassfish.grizzly.http.STRICT_HEADER_NAME_VALIDATION_RFC_9110", "true");
        values.put("org.glassfish.grizzly.http.STRICT_HEADER_VALUE_VALIDATION_RFC_9110", "true");
        // Payara names its version in error pages, also before the application serves its own.
        values.put("product.name", "Code Agent System");
        // Allows Basic authentication at proxies, which Java disables for HTTPS by default.
        values.put("jdk.http.auth.tunneling.disabledSchemes", "");
        // The JDK's HTTP client keeps idle connections for 30 s.
        values.put("jdk.httpclient.keepalive.timeout", "30");
        return values;
    }
}
