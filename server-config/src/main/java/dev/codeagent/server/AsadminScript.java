package dev.codeagent.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code asadmin multimode} commands that set up a Payara Server for a configuration: its system properties, and
 * the resources and listeners of {@code payara/preboot.asadmin} and {@code payara/server.asadmin}. The script can be
 * repeated: it deletes the properties that are no longer configured.
 */
record AsadminScript(List<String> lines) {
    private static final String MICRO_LISTENER = ".http-listener.";
    private static final String SERVER_LISTENER = ".http-listener-1.";

    private static final String JAVA_HOME_PROPERTY = "configs.config.server-config.java-config.java-home=";

    static AsadminScript of(SystemProperties properties) {
        Map<String, String> values = properties.values();
        var lines = new ArrayList<String>();
        lines.add("# Contains the secrets of the configuration. Run afterwards: asadmin restart-domain");
        values.forEach((name, value) -> lines.add(createSystemProperty(name, value)));
        unsetKeys(values.keySet()).forEach(name -> {
            lines.add(createSystemProperty(name, "none")); // asadmin fails to delete a missing property.
            lines.add("delete-system-property " + name);
        });
        Path folder = properties.home().resolve("payara");
        read(folder.resolve("preboot.asadmin"))
                .forEach(line -> lines.add(line.replace(MICRO_LISTENER, SERVER_LISTENER)));
        lines.addAll(read(folder.resolve("server.asadmin")));
        // On an older Java the application answers 404 to every request; the Java that runs this is new enough.
        lines.add("set " + quote(JAVA_HOME_PROPERTY + System.getProperty("java.home")));
        lines.add("set-log-levels dev.codeagent=" + logLevel(properties.configuration()));
        return new AsadminScript(List.copyOf(lines));
    }

    private static Set<String> unsetKeys(Set<String> present) {
        var unset = new TreeSet<>(Configuration.DEFAULTS.keySet());
        Configuration.MAPS.forEach(name -> unset.add("providers." + name));
        unset.removeAll(present);
        return unset;
    }

    private static String logLevel(Configuration configuration) {
        return DataDirectory.julLevel(configuration.get("logging.level"));
    }

    /** asadmin splits the line at blanks, then the property at colons and equals signs. */
    private static String createSystemProperty(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl) || value.contains("${")) {
            throw new StartupException("configuration key '" + name
                    + "' has a control character or \"${\" in its value, which Payara Server would change");
        }
        return "create-system-properties " + quote(name + "=" + escape(value, "\\:=\"'"));
    }

    private static String quote(String word) {
        return '"' + escape(word, "\\\"") + '"';
    }

    private static String escape(String text, String special) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            escaped.append(special.indexOf(c) < 0 ? "" : "\\").append(c);
        }
        return escaped.toString();
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new StartupException("cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Writes the script, readable by the owner only. */
    void write(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file);
            if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw new StartupException("cannot write " + file + ": " + e.getMessage());
        }
    }
}
