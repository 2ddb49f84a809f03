package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolchainTest {
    private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder;

    private Path jdk;

    @BeforeEach
    void makeJdk() throws IOException {
        jdk = Files.createDirectories(folder.toRealPath().resolve("jdk"));
        for (String file : List.of("bin/java", "bin/javac", "lib/modules", "release")) {
            create(jdk.resolve(file));
        }
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void findsTheJdkOfTheEnvironment() {
        assertThat(Toolchain.detect(Map.of("JAVA_HOME", jdk.toString())).jdk()).isEqualTo(jdk);
        assertThat(Toolchain.detect(Map.of("PATH", jdk.resolve("bin").toString()))
                        .jdk())
                .isEqualTo(jdk);
        assertThat(Toolchain.isJdk(OWN_JDK)).as("the JDK of this test").isTrue();
    }

    @Test
    void mountsNoDirectoryWithoutThePartsOfAJdk() throws IOException {
        for (String part : List.of("bin/java", "bin/javac", "lib/modules", "release")) {
            Files.delete(jdk.resolve(part));

            assertThat(Toolchain.detect(Map.of("JAVA_HOME", jdk.toString(), "PATH", "/nowhere"))
                            .jdk())
                    .as(part)
                    .isEqualTo(OWN_JDK);
            create(jdk.resolve(part));
        }
    }

    @Test
    void acceptsAnOldJdk() throws IOException {
        Files.delete(jdk.resolve("lib/modules"));
        create(jdk.resolve("jre/lib/rt.jar"));

        assertThat(Toolchain.isJdk(jdk)).isTrue();
    }

    @Test
    void mountsNoHomeDirectoryWhateverItContains() {
        String home = System.getProperty("user.home");
        try {
            for (Path own : List.of(jdk, jdk.resolve("lib"))) {
                System.setProperty("user.home", own.toString());
                assertThat(Toolchain.detect(Map.of("JAVA_HOME", jdk.toString(), "PATH", "/nowhere"))
                                .jdk())
                        .as("home " + own)
                        .isEqualTo(OWN_JDK);
            }
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void findsTheOtherJdksThatVersionManagersInstalled() throws IOException {
        String home = System.getProperty("user.home");
        Path user = Files.createDirectories(folder.toRealPath().resolve("user"));
        Path other = user.resolve(".sdkman/candidates/java/17.0.9-tem");
        for (String file : List.of("bin/java", "bin/javac", "lib/modules", "release")) {
            create(other.resolve(file));
        }
        Files.writeString(other.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        create(user.resolve(".jdks/only-a-script/bin/javac"));
        Files.createSymbolicLink(user.resolve(".sdkman/candidates/java/current"), other);
        try {
            System.setProperty("user.home", user.toString());
            Toolchain toolchain = Toolchain.detect(Map.of("JAVA_HOME", jdk.toString(), "PATH", "/nowhere"));

            assertThat(toolchain.jdk()).isEqualTo(jdk);
            assertThat(toolchain.otherJdks()).containsOnlyOnce(other).doesNotContain(jdk);
        } finally {
            System.setProperty("user.home", home);
        }
    }

    @Test
    void findsOnlyARealMaven() throws IOException {
        Path maven = folder.toRealPath().resolve("maven");
        create(maven.resolve("bin/mvn"));
        Files.createDirectories(maven.resolve("boot"));
        Files.createDirectories(maven.resolve("lib"));
        var environment = Map.of("PATH", maven.resolve("bin").toString());
        assertThat(Toolchain.detect(environment).maven()).isEmpty();

        create(maven.resolve("boot/plexus-classworlds-2.9.0.jar"));
        create(maven.resolve("lib/maven-core-3.9.11.jar"));
        assertThat(Toolchain.detect(environment).maven()).contains(maven);
    }
}
