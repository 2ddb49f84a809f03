package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComposeFileTest {
    private static final Path ROOT = Path.of(System.getProperty("codeagent.root"));

    @Test
    void passesTheKeyVariableOfEachProviderPreset() throws IOException {
        String compose = Files.readString(ROOT.resolve("docker-compose.yml"));
        var keys = Pattern.compile("\"key\": \"(\\w+)\"")
                .matcher(Files.readString(ROOT.resolve("libs/providers/src/main/resources/providers/known.json")))
                .results()
                .map(m -> m.group(1))
                .toList();

        assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat(compose).contains("      " + key + ":\n"));
    }

    @Test
    void publishesPortsOnLoopbackOnly() throws IOException {
        var published = Pattern.compile("- \"?([^\"\\s]+):[^:\"\\s]+\"?$", Pattern.MULTILINE)
                .matcher(Files.readString(ROOT.resolve("docker-compose.yml")))
                .results()
                .map(m -> m.group(1))
                .filter(host -> host.matches(".*(\\d+|PORT:-\\d+})"))
                .toList();

        assertThat(published).isNotEmpty().allMatch(host -> host.startsWith("127.0.0.1:"));
    }
}
