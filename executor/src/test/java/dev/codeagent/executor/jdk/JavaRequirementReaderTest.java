package dev.codeagent.executor.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The JDK that a project needs, from everything that says so. */
class JavaRequirementReaderTest {
    private final Map<String, String> files = new HashMap<>();

    private JavaRequirementReader reader() {
        return new JavaRequirementReader(file -> files.getOrDefault(file, ""));
    }

    /** The versions of the JDKs that fit, of those from 8 to 26. */
    private String fitting(String file, String text) {
        files.clear();
        files.put(file, text);
        return fitting();
    }

    private String fitting() {
        Optional<JavaRequirement> requirement = reader().read();
        List<Integer> versions = IntStream.rangeClosed(8, 26)
                .filter(v -> requirement
                        .flatMap(r -> r.select(List.of(new Jdk(Path.of("/jdk"), v))))
                        .isPresent())
                .boxed()
                .toList();
        return versions.isEmpty() ? "none" : versions.getFirst() + "-" + versions.getLast();
    }

    @Test
    void isNoneWithoutBuildFiles() {
        assertThat(reader().read()).isEmpty();
        assertThat(fitting("pom.xml", "<project><version>17</version></project>"))
                .isEqualTo("none");
    }

    @Test
    void isThatOfAVersionManager() {
        assertThat(fitting(".java-version", "17\n")).isEqualTo("17-26");
        assertThat(fitting(".java-version", "temurin64-21.0.3\n")).isEqualTo("21-26");
        assertThat(fitting(".java-version", "1.8\n")).isEqualTo("8-26");
        assertThat(fitting(".sdkmanrc", "# a comment\njava=17.0.9-tem\ngradle=8.5\n"))
                .isEqualTo("17-26");
        assertThat(fitting(".tool-versions", "nodejs 20.1.0\njava temurin-21.0.1+12.0.LTS\n"))
                .isEqualTo("21-26");
        assertThat(fitting("mise.toml", "[tools]\njava = { version = \"temurin-17\" }\n"))
                .isEqualTo("17-26");
        assertThat(fitting(".mise.toml", "[tools]\njava = \"21\"\n")).isEqualTo("21-26");
    }

    @Test
    void isThatOfTheMavenCompiler() {
        assertThat(fitting("pom.xml", "<maven.compiler.release>21</maven.compiler.release>"))
                .isEqualTo("21-26");
        assertThat(fitting("pom.xml", "<maven.compiler.source>1.8</maven.compiler.source>"))
                .isEqualTo("8-26");
        assertThat(fitting("pom.xml", "<java.version>17</java.version>")).isEqualTo("17-26");
        assertThat(fitting("pom.xml", "<configuration><release>${jdk}</release></configuration><jdk> 11 </jdk>"))
                .isEqualTo("11-26");
        assertThat(fitting("pom.xml", "<jdk><version>17</version></jdk>")).isEqualTo("17-26");
        assertThat(fitting("pom.xml", "<requireJavaVersion><version>[17,18)</version></requireJavaVersion>"))
                .isEqualTo("17-26");
        assertThat(fitting("pom.xml", "<release>${unknown}</release>")).isEqualTo("none");
    }

    @Test
    void ignoresProfilesAndCommentsOfMaven() {
        assertThat(fitting("pom.xml", """
                        <maven.compiler.release>11</maven.compiler.release>
                        <!-- <maven.compiler.release>25</maven.compiler.release> -->
                        <profiles><profile><properties>
                        <maven.compiler.release>25</maven.compiler.release></properties></profile></profiles>
                        """)).isEqualTo("11-26");
    }

    @Test
    void isTheHighestOfAllModules() {
        files.put(
                "pom.xml",
                "<java.version>11</java.version><module>a</module><module>b/other.xml</module>"
                        + "<module>../outside</module><module>/etc</module>");
        files.put("a/pom.xml", "<module>deep</module><module>../a</module>");
        files.put("a/deep/pom.xml", "<maven.compiler.release>17</maven.compiler.release>");
        files.put("b/other.xml", "<maven.compiler.release>${java.version}</maven.compiler.release>");
        files.put("../outside/pom.xml", "<java.version>25</java.version>");
        files.put("/etc/pom.xml", "<java.version>25</java.version>");

        assertThat(fitting()).isEqualTo("17-26");
        assertThat(reader().read().orElseThrow().description()).isEqualTo("a JDK 17 or newer (a/deep/pom.xml");
    }

    @Test
    void isThatOfGradle() {
        assertThat(fitting("build.gradle", "sourceCompatibility = '1.8'\n// sourceCompatibility = 21\n"))
                .isEqualTo("8-26");
        assertThat(fitting("build.gradle", "java { targetCompatibility JavaVersion.VERSION_11 }"))
                .isEqualTo("11-26");
        assertThat(fitting("build.gradle.kts", "kotlin { jvmToolchain(17) }")).isEqualTo("17-26");
        assertThat(fitting("build.gradle.kts", "languageVersion.set(JavaLanguageVersion.of(21))"))
                .isEqualTo("21-26");
        assertThat(reader().toolchains()).containsExactly(21);
        assertThat(fitting("build.gradle", "options.release = 17")).isEqualTo("17-26");
    }

    /** Gradle does not start on a JDK that is newer than it. */
    @Test
    void isNoNewerThanTheWrapperOfGradlePermits() {
        String wrapper = "gradle/wrapper/gradle-wrapper.properties";
        String url = "distributionUrl=https\\://services.gradle.org/distributions/gradle-%s-bin.zip\n";
        assertThat(fitting(wrapper, url.formatted("7.6.4"))).isEqualTo("8-19");
        assertThat(fitting(wrapper, url.formatted("8.5"))).isEqualTo("8-21");
        assertThat(fitting(wrapper, url.formatted("8.13"))).isEqualTo("8-23");
        assertThat(fitting(wrapper, url.formatted("9.1.0"))).isEqualTo("17-25");
        assertThat(fitting(wrapper, url.formatted("10.0"))).isEqualTo("17-26");
        assertThat(fitting(wrapper, url.formatted("4.10"))).isEqualTo("8-8");

        files.put(wrapper, url.formatted("8.5"));
        files.put("build.gradle", "java.toolchain.languageVersion = JavaLanguageVersion.of(17)");
        assertThat(fitting()).isEqualTo("17-21");
        files.put("build.gradle", "java.toolchain.languageVersion = JavaLanguageVersion.of(25)");
        assertThat(fitting()).as("the toolchain alone runs the build").isEqualTo("25-26");
    }

    @Test
    void selectsTheOldestThatFits() {
        files.put(".java-version", "18");
        var installed = List.of(new Jdk(Path.of("/8"), 8), new Jdk(Path.of("/21"), 21), new Jdk(Path.of("/25"), 25));

        assertThat(reader().read().orElseThrow().select(installed)).contains(installed.get(1));
    }

    /** Build files come from anyone. */
    @Test
    void endsForHostileFiles() {
        files.put("pom.xml", "<!--".repeat(50_000) + "<module>x</module>".repeat(50_000) + "<release>".repeat(50_000));
        files.put("build.gradle", "/*".repeat(100_000));
        files.put("mise.toml", "java = {".repeat(50_000));

        assertThat(reader().read()).isEmpty();
    }
}
