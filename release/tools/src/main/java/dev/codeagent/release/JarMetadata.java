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
 * Metadata that a jar contains about itself.
 *
 * @param licenses names or URLs; empty if the jar names none
 */
record JarMetadata(String group, String name, String version, List<String> licenses) {
    private static final String MAVEN_METADATA = "META-INF/maven/";

    static JarMetadata read(Path file) {
        String fileName = file.getFileName().toString().replaceFirst("\\.jar$", "");
        try (var jar = new JarFile(file.toFile())) {
            var manifest = Optional.ofNullable(jar.getManifest());
            Properties maven = mavenProperties(jar, fileName);
            return new JarMetadata(
                    maven.getProperty("groupId", ""),
                    maven.getProperty("artifactId", fileName),
                    Optional.ofNullable(maven.getProperty("version"))
                            .or(() -> manifest.map(m -> m.getMainAttributes().getValue("Bundle-Version")))
                            .or(() -> manifest.map(m -> m.getMainAttributes().getValue("Implementation-Version")))
                            .orElse(""),
                    manifest.map(m -> m.getMainAttributes().getValue("Bundle-License"))
                            .map(JarMetadata::licenses)
                            .orElse(List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads Maven's properties from the jar: the only ones, or those that match the jar's name if other jars were
     * packed into it.
     */
    private static Properties mavenProperties(JarFile jar, String fileName) throws IOException {
        List<ZipEntry> pomEntries = jar.stream()
                .filter(e ->
                        e.getName().startsWith(MAVEN_METADATA) && e.getName().endsWith("/pom.properties"))
                .map(ZipEntry.class::cast)
                .toList();
        var properties = new Properties();
        for (ZipEntry pomEntry : pomEntries) {
            if (pomEntries.size() == 1 || pomEntry.getName().endsWith("/" + fileName + "/pom.properties")) {
                try (InputStream in = jar.getInputStream(pomEntry)) {
                    properties.load(in);
                }
            }
        }
        return properties;
    }

    /** Parses {@code "Apache License, Version 2.0";link="https://…", EPL-2.0}; quoted commas do not separate. */
    private static List<String> licenses(String header) {
        return Stream.of(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .map(clause -> clause.replaceFirst(";.*", "").replace("\"", "").strip())
                .map(clause -> clause.equals("Apache License") ? "Apache-2.0" : clause)
                .filter(clause -> !clause.isEmpty() && !clause.startsWith("Version "))
                .distinct()
                .toList();
    }
}
