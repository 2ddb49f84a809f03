package dev.codeagent.server;

import java.nio.file.Path;
import java.util.Map;

/** Hands the configuration to the application: MicroProfile Config reads system properties. */
record SystemProperties(
        Configuration configuration, DatabaseSettings database, DataDirectory data, Path home, int port) {

    static Path keyFile(Configuration configuration) {
        return ServerMain.expand(configuration.get("security.credentials")).resolveSibling("credentials.key");
    }

    void set() {
        configuration.values().forEach((key, value) -> {
            if (!value.isEmpty() && !DatabaseSettings.SECRET.equals(key)) {
                System.setProperty(key, value);
            }
        });
        Path credentials = ServerMain.expand(configuration.get("security.credentials"));
        Map.of(
                        "gateway.port",
                        String.valueOf(port),
                        "codeagent.home",
                        home.toString(),
                        "codeagent.data",
                        data.path().toString(),
                        "codeagent.credentials.keyFile",
                        keyFile(configuration).toString())
                .forEach(System::setProperty);
        database.properties(data.path().resolve("codeagent.db"), credentials).forEach(System::setProperty);
        // Without it, each use of JSON searches all jars for an implementation.
        System.setProperty("jakarta.json.provider", "org.eclipse.parsson.JsonProviderImpl");
        // A proxy that wants a name and a password gets them by the scheme that it offers, which mostly is Basic.
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        // The JDK's HTTP client keeps idle connections for 30 s only by this property.
        System.setProperty("jdk.httpclient.keepalive.timeout", "30");
        System.setProperty(
                "java.util.logging.config.file",
                data.logging(configuration.get("logging.level")).toString());
    }
}
