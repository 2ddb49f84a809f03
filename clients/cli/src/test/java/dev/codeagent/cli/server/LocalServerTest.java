package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalServerTest {
    @Test
    void takesOptionsForJavaFromTheEnvironment() {
        assertThat(LocalServer.ownOptions(Map.of("CODEAGENT_JVM_OPTIONS", " -Xmx2g  -XX:+UseParallelGC ")))
                .containsExactly("-Xmx2g", "-XX:+UseParallelGC");
        assertThat(LocalServer.ownOptions(Map.of("CODEAGENT_JVM_OPTIONS", " "))).isEmpty();
        assertThat(LocalServer.ownOptions(Map.of())).isEmpty();
    }
}
