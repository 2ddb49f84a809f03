package dev.codeagent.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Dry run of the database checks that the server makes on startup. It runs the application's own check, loaded from the
 * WAR that a start would deploy, because the WAR contains the messages, migrations and drivers.
 *
 * @param settings the application's properties
 */
record DatabaseProbeRunner(Path home, Path data, Map<String, String> settings) {
    private static final String PROBE_CLASS = "dev.codeagent.persistence.schema.DatabaseProbe";
    private static final String REQUIRED_JARS = "WEB-INF/lib/(api-module|persistence)-.*\\.jar";

    /** Returns a JSON object with {@code found} or {@code refused}, each a message for the user. */
    String run() throws IOException, ReflectiveOperationException {
        String file = Configuration.require(settings, "codeagent.db.url");
        if (file.startsWith("jdbc:sqlite:") && BackupRestore.isPending(data)) {
            return JsonFormatter.format(Map.of(
                    "found",
                    "SQLite in " + data.resolve("codeagent.db")
                            + ", a copy, which the next start restores from its newest snapshot"));
        }
        LogManager.getLogManager().reset(); // Suppresses the log of the libraries.
        Path folder = Files.createTempDirectory("codeagent-try");
        try (var application = new URLClassLoader(jars(folder), ClassLoader.getPlatformClassLoader())) {
            Object result = application
                    .loadClass(PROBE_CLASS)
                    .getMethod("run", Map.class)
                    .invoke(null, settings);
            return JsonFormatter.format(result);
        } finally {
            delete(folder);
        }
    }

    private URL[] jars(Path folder) throws IOException {
        var jars = new ArrayList<>(extractJars(folder));
        try (Stream<Path> shared = Files.list(home.resolve("lib"))) {
            jars.addAll(shared.filter(jar -> jar.toString().endsWith(".jar")).toList());
        }
        var urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    private List<Path> extractJars(Path folder) throws IOException {
        var extracted = new ArrayList<Path>();
        try (var war = new ZipFile(home.resolve("codeagent.war").toFile())) {
            for (ZipEntry entry :
                    war.stream().filter(e -> e.getName().matches(REQUIRED_JARS)).toList()) {
                Path jar = folder.resolve(Path.of(entry.getName()).getFileName());
                try (InputStream in = war.getInputStream(entry)) {
                    Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
                }
                extracted.add(jar);
            }
        }
        return extracted;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
