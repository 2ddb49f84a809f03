package dev.codeagent.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.ws.rs.Path;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.parsson.JsonProviderImpl;
import org.junit.jupiter.api.Test;

/** What a program that uses this client gets with it, as the README states it. The POM lets the build fail for more. */
class ClosureTest {
    private static final int JAVA_17 = 61;
    private static final List<Class<?>> LIBRARIES = List.of(Json.class, JsonProviderImpl.class, Path.class);

    @Test
    void theReadmeNamesEachLibraryWithItsVersionAndSize() throws Exception {
        String readme = Files.readString(java.nio.file.Path.of("README.md"));
        Set<String> named = Pattern.compile("(?m)^\\| `([\\w.-]+\\.jar)` \\|")
                .matcher(readme)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(named)
                .isEqualTo(libraries().map(jar -> jar.getFileName().toString()).collect(Collectors.toSet()));
        for (java.nio.file.Path jar : libraries().toList()) {
            long kilobytes = Math.round(Files.size(jar) / 1000.0);
            assertThat(readme).contains("| `" + jar.getFileName() + "` | " + kilobytes + " KB |");
        }
    }

    @Test
    void everythingRunsOnJava17() throws Exception {
        for (java.nio.file.Path jar : libraries().toList()) {
            try (var file = new JarFile(jar.toFile())) {
                for (JarEntry entry : file.stream().toList()) {
                    if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/versions/")) {
                        try (InputStream in = file.getInputStream(entry)) {
                            assertThat(version(in)).as(entry.getName()).isLessThanOrEqualTo(JAVA_17);
                        }
                    }
                }
            }
        }
        try (Stream<java.nio.file.Path> classes = Files.walk(java.nio.file.Path.of("target/classes"))) {
            var versions = new HashSet<Integer>();
            for (java.nio.file.Path file :
                    classes.filter(path -> path.toString().endsWith(".class")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    versions.add(version(in));
                }
            }
            assertThat(versions).containsExactly(JAVA_17);
        }
    }

    private static int version(InputStream in) throws IOException {
        var header = new DataInputStream(in);
        header.readInt();
        header.readUnsignedShort();
        return header.readUnsignedShort();
    }

    private static Stream<java.nio.file.Path> libraries() throws URISyntaxException {
        var jars = new HashSet<java.nio.file.Path>();
        for (Class<?> type : LIBRARIES) {
            jars.add(java.nio.file.Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
        return jars.stream();
    }
}
