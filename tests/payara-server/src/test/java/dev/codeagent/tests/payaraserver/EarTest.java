package dev.codeagent.tests.payaraserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.tests.anyserver.CodeagentCli;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The content of the EAR. */
class EarTest {
    private static final Path EAR = CodeagentCli.projectRoot().resolve("ear/full/target/codeagent.ear");
    private static final Path MICRO = CodeagentCli.projectRoot().resolve("ear/micro/target/server");

    @Test
    void containsTheWarOfPayaraMicro() throws IOException {
        assertThat(entry("codeagent.war")).isEqualTo(Files.readAllBytes(MICRO.resolve("codeagent.war")));
    }

    /** Both are part of the tags of batch jobs, by which jobs are found after a restart. */
    @Test
    void hasTheNameAndTheContextRootOfPayaraMicro() throws IOException {
        assertThat(new String(entry("META-INF/application.xml"), StandardCharsets.UTF_8))
                .contains("<application-name>codeagent</application-name>", "<context-root>/</context-root>");
    }

    @Test
    void containsTheThirdPartyJarsOfPayaraMicro() throws IOException {
        try (ZipFile ear = new ZipFile(EAR.toFile())) {
            List<String> jars = ear.stream()
                    .map(e -> e.getName())
                    .filter(name -> name.startsWith("lib/") && name.endsWith(".jar"))
                    .toList();
            assertThat(microJars())
                    .allSatisfy(jar -> assertThat(jars).anyMatch(name -> name.contains("-" + jar + "-")));
            assertThat(jars).hasSize(microJars().size() + 1).contains("lib/codeagent-configuration.jar");
        }
    }

    private static List<String> microJars() throws IOException {
        try (Stream<Path> jars = Files.list(MICRO.resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString().replace(".jar", ""))
                    .toList();
        }
    }

    private static byte[] entry(String name) throws IOException {
        try (ZipFile ear = new ZipFile(EAR.toFile());
                InputStream in = ear.getInputStream(ear.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
