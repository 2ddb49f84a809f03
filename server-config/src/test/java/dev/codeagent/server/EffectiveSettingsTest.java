package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveSettingsTest {
    @TempDir
    Path folder;

    @Test
    void showsEffectiveValuesAndNoSecret() throws IOException {
        Path file = folder.resolve("codeagent.json");
        Files.writeString(file, """
                {
                  "gateway": {"port": 9090},
                  "security": {"jwtSecret": "not-for-anybody", "credentials": "/keys/credentials.db"},
                  "sandbox": {"allowPlain": true},
                  "providers": {"configurations": {
                    "mine": {"baseUrl": "http://10.0.0.1/v1", "apiKey": "not-for-anybody"},
                    "openai": {"defaultModel": "m"}}}
                }
                """);
        Configuration configuration = Configuration.read(Optional.of(file), folder, Map.of());

        String json = new EffectiveSettings(configuration, folder.resolve("data"), 9091).toJson();

        assertThat(json)
                .isEqualTo("{\"file\":\"" + file + "\",\"data\":\"" + folder.resolve("data")
                        + "\",\"host\":\"127.0.0.1\",\"port\":9091,\"database\":\"\",\"keyFile\":\"/keys/credentials.key\""
                        + ",\"allowPlain\":true,\"localToken\":true,\"providers\":[\"http://10.0.0.1/v1\"]}");
    }

    @Test
    void showsTheDefaults() {
        Configuration configuration = Configuration.read(Optional.empty(), folder, Map.of());

        assertThat(new EffectiveSettings(configuration, folder, 8080).toJson())
                .contains("\"file\":\"\"", "\"port\":8080", "\"providers\":[]");
    }

    @Test
    void isRequestedByAnOptionWithoutValue() {
        assertThat(ServerArguments.parse(List.of("--show-settings", "--port", "1")))
                .isEqualTo(new ServerArguments(
                        Optional.empty(),
                        Optional.of("1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(ServerArguments.DryRun.SETTINGS)));
        assertThat(ServerArguments.parse(List.of("--data", "d")).dryRun()).isEmpty();
    }
}
