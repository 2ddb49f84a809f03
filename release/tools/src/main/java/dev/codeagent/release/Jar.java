package dev.codeagent.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What a jar says of itself.
 *
 * @param licences names or addresses; empty where it says none
 */
record Jar(String group, String name, String version, List<String> licences) {
    private static final String NAMES = "META-INF/maven/";

    static Jar read(Path file) {
        String fileName = file.getFileName().toString().replaceFirst("\\.jar$", "");
        try (var jar = new JarFile(file.toFile())) {
            var manifest = Optional.ofNullable(jar.getManifest());
            Properties maven = maven(jar, fileName);
            return new Jar(
                    maven.getProperty("groupId", ""),
                    maven.getProperty("artifactId", fileName),
                    Optional.ofNullable(maven.getProperty("version"))
                            .or(() -> manifest.map(m -> m.getMainAttributes().getValue("Bundle-Version")))
                            .or(() -> manifest.map(m -> m.getMainAttributes().getValue("Implementation-Version")))
                            .orElse(""),
                    manifest.map(m -> m.getMainAttributes().getValue("Bundle-License"))
                            .map(Jar::licences)
                            .orElse(List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven's own note in the jar: the only one, or that of the jar's name where others were packed into it. */
    private static Properties maven(JarFile jar, String fileName) throws IOException {
        List<ZipEntry> notes = jar.stream()
                .filter(e -> e.getName().startsWith(NAMES) && e.getName().endsWith("/pom.properties"))
                .map(ZipEntry.class::cast)
                .toList();
        var properties = new Properties();
        for (ZipEntry note : notes) {
            if (notes.size() == 1 || note.getName().endsWith("/" + fileName + "/pom.properties")) {
                try (InputStream in = jar.getInputStream(note)) {
                    properties.load(in);
                }
            }
        }
        return properties;
    }

    /** {@code "Apache License, Version 2.0";link="https://…", EPL-2.0}: quoted commas do not separate. */
    private static List<String> licences(String header) {
        return Stream.of(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .map(clause -> clause.replaceFirst(";.*", "").replace("\"", "").strip())
                .map(clause -> clause.equals("Apache License") ? "Apache-2.0" : clause)
                .filter(clause -> !clause.isEmpty() && !clause.startsWith("Version "))
                .distinct()
                .toList();
    }
}
