package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerDirectivesTest {
    @TempDir
    Path folder;

    @Test
    void passesTheFileNextToTheJarToJava() throws Exception {
        Path file = Files.writeString(folder.resolve("compiler-directives.json"), "[]");

        assertThat(CompilerDirectives.jvmOptions(folder.resolve("server.jar")))
                .contains("-XX:CompilerDirectivesFile=" + file);
    }

    @Test
    void addsNoOptionsWithoutTheFile() {
        assertThat(CompilerDirectives.jvmOptions(folder.resolve("server.jar"))).isEmpty();
    }
}
