package dev.codeagent.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that the build wrote into the jar of this class. */
public final class ServerVersion {
    private static final String PROPERTIES = "/META-INF/maven/dev.codeagent/ejb-module/pom.properties";

    private ServerVersion() {}

    /** @return {@code unknown} if the classes are not in a jar, as in development */
    public static String read() {
        try (InputStream in = ServerVersion.class.getResourceAsStream(PROPERTIES)) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
