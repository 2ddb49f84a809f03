package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    Path folder;

    @BeforeEach
    void config() throws IOException {
        Files.createDirectories(folder.resolve("config"));
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(folder.resolve("config").resolve(name), content);
    }

    private Configuration read(Map<String, String> environment) {
        return Configuration.read(Optional.empty(), folder, environment, false);
    }

    @Test
    void readsTheExampleOfTheDocument() throws IOException {
        file("codeagent.json", """
            {
              "providers": {"default": "openai", "configurations": {"mine": {"baseUrl": "http://127.0.0.1:9/v1"}}},
              "gateway": {"port": 9090, "maxConnections": 17},
              "security": {"jwtSecret": "***", "tokenExpiration": "2h"}
            }
            """);

        Configuration configuration = read(Map.of());

        assertThat(configuration.get("gateway.port")).isEqualTo("9090");
        assertThat(configuration.get("gateway.maxConnections")).isEqualTo("17");
        assertThat(configuration.get("security.tokenExpiration")).isEqualTo("2h");
        assertThat(configuration.get("providers.default")).isEqualTo("openai");
        assertThat(configuration.get("providers.configurations"))
                .isEqualTo("{\"mine\":{\"baseUrl\":\"http://127.0.0.1:9/v1\"}}");
        assertThat(configuration.get("orchestrator.maxTurns")).isEqualTo("50");
    }

    @Test
    void readsYaml() throws IOException {
        file("codeagent.yaml", "gateway:\n  port: 9090\nlogging:\n  level: DEBUG\n");

        assertThat(read(Map.of()).get("gateway.port")).isEqualTo("9090");
        assertThat(read(Map.of()).get("logging.level")).isEqualTo("DEBUG");
    }

    @Test
    void environmentOverridesDotEnvAndDotEnvOverridesTheFile() throws IOException {
        file(
                "codeagent.json",
                "{\"gateway\": {\"port\": 1001, \"maxConnections\": 11}, \"orchestrator\": {\"maxRuns\": 2}}");
        Files.writeString(
                folder.resolve(".env"),
                "# comment\nexport CODEAGENT_GATEWAY_PORT=\"1002\"\nCODEAGENT_GATEWAY_MAXCONNECTIONS=12\n");

        Configuration configuration = read(Map.of("CODEAGENT_GATEWAY_PORT", "1003"));

        assertThat(configuration.get("gateway.port")).isEqualTo("1003");
        assertThat(configuration.get("gateway.maxConnections")).isEqualTo("12");
        assertThat(configuration.get("orchestrator.maxRuns")).isEqualTo("2");
    }

    @Test
    void readsTheAliasVariables() {
        assertThat(read(Map.of("SANDBOX_ENABLED", "false", "DOCKER_MCP_ENABLED", "true", "MCP_MODE", "executor"))
                        .get("sandbox.enabled"))
                .isEqualTo("false");
        assertThat(read(Map.of()).get("docker.mcp.enabled")).isEqualTo("false");
        assertThat(read(Map.of("DOCKER_MCP_ENABLED", "true")).get("docker.mcp.enabled"))
                .isEqualTo("true");
        assertThatThrownBy(() -> read(Map.of("ENABLE_AUTH", "true")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("ENABLE_AUTH=true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"gateway\": {\"prot\": 1}} | 'gateway.prot'",
                "{\"gateway\": {\"port\": 0}} | 'gateway.port'",
                "{\"gateway\": {\"port\": \"eighty\"}} | 'gateway.port'",
                "{\"gateway\": {\"port\": [1]}} | 'gateway.port'",
                "{\"gateway\": {\"host\": \"0.0.0.0\"}} | 'gateway.host'",
                "{\"paths\": {\"mounts\": \"/home/me/src\"}} | 'paths.mounts'",
                "{\"paths\": {\"mounts\": \"/a:/b,~/src:/workspace\"}} | '~/src:/workspace'",
                "{\"security\": {\"tokenExpiration\": \"1 hour\"}} | 'security.tokenExpiration'",
                "{\"sandbox\": {\"enabled\": \"maybe\"}} | 'sandbox.enabled'",
                "{\"docker\": {\"mcp\": {\"enabled\": \"maybe\"}}} | 'docker.mcp.enabled'",
                "{\"docker\": {\"mcp\": {\"containers\": 0}}} | 'docker.mcp.containers'",
                "{\"docker\": {\"mcp\": {\"images\": \"\"}}} | 'docker.mcp.images'",
                "{\"logging\": {\"level\": \"LOUD\"}} | 'logging.level'",
                "{\"metrics\": {\"full\": \"yes\"}} | 'metrics.full'",
                "{\"traces\": {\"endpoint\": \"collector:4318\"}} | 'traces.endpoint'",
                "{\"traces\": {\"endpoint\": \"https://user:pw@c.test/v1/traces\"}} | 'traces.endpoint'",
                "{\"traces\": {\"endpoint\": \"https://c.test/v1/traces?key=k\"}} | 'traces.endpoint'",
                "{\"traces\": {\"endpoint\": \"http://c.test/v1/traces\", \"headersFile\": \"h\"}} | use https",
                "{\"traces\": {\"endpoint\": \"http://localhost.c.test/t\", \"headersFile\": \"h\"}} | use https",
                "[1, 2] | must be an object",
                "{\"gateway\": | invalid JSON or YAML",
            })
    void reportsTheInvalidKey(String content, String word) throws IOException {
        file("codeagent.json", content);

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(word)
                .hasMessageNotContainingAny("user:pw", "key=k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2s", "02s", "2999ms", "0m", "00d"})
    void rejectsIdleTimeoutsThatLeaveNoTimeToAnswerPings(String value) {
        assertThatThrownBy(() -> read(Map.of("CODEAGENT_GATEWAY_IDLETIMEOUT", value)))
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll("'gateway.idleTimeout' is '" + value + "'", "at least \"3s\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3s", "3000ms", "12s", "1m"})
    void acceptsLongerIdleTimeouts(String value) {
        assertThat(read(Map.of("CODEAGENT_GATEWAY_IDLETIMEOUT", value)).get("gateway.idleTimeout"))
                .isEqualTo(value);
    }

    @Test
    void allowsAnyAddressOnlyInAContainer() throws IOException {
        file("codeagent.json", "{\"gateway\": {\"host\": \"0.0.0.0\"}}");

        assertThat(Configuration.read(Optional.empty(), folder, Map.of(), true).get("gateway.host"))
                .isEqualTo("0.0.0.0");
        assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("for the container image only");
        assertThatThrownBy(() -> Configuration.read(
                        Optional.empty(), folder, Map.of("CODEAGENT_GATEWAY_HOST", "192.0.2.1"), true))
                .hasMessageContaining("'gateway.host' is '192.0.2.1'");
    }

    @Test
    void detectsTheImageByItsMarkerFile() throws IOException {
        assertThat(ContainerDetection.hasMarker(folder)).isFalse();

        Files.createFile(folder.resolve("container"));

        assertThat(ContainerDetection.hasMarker(folder)).isTrue();
    }

    @Test
    void acceptsMountsInComposeSyntax() {
        assertThat(read(Map.of("CODEAGENT_PATHS_MOUNTS", "./src:/workspace, C:\\me:/me,:/none"))
                        .get("paths.mounts"))
                .startsWith("./src:/workspace");
    }

    @Test
    void acceptsACollectorWithHeadersOverTlsOrOnThisMachine() {
        for (String url : List.of(
                "https://otel.example.org/v1/traces",
                "http://127.0.0.1:4318/v1/traces",
                "http://[::1]:4318/v1/traces")) {
            assertThat(read(Map.of("CODEAGENT_TRACES_ENDPOINT", url, "CODEAGENT_TRACES_HEADERSFILE", "headers"))
                            .get("traces.endpoint"))
                    .isEqualTo(url);
        }
        assertThat(read(Map.of("CODEAGENT_TRACES_ENDPOINT", "http://collector:4318/v1/traces"))
                        .get("traces.headersFile"))
                .isEmpty();
    }

    @Test
    void reportsTheInvalidLineOfDotEnv() throws IOException {
        Files.writeString(folder.resolve(".env"), "A=1\nnonsense\n");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(".env line 2");
    }

    @Test
    void placesDataBesideTheConfigurationOrInTheInstallation() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        assertThat(Configuration.read(Optional.empty(), elsewhere, Map.of()).dataDirectory(Optional.empty(), elsewhere))
                .isEqualTo(elsewhere.resolve("data"));

        file("codeagent.json", "{}");
        Path named = folder.resolve("config/codeagent.json");
        Configuration configuration = Configuration.read(Optional.of(named), elsewhere, Map.of());

        assertThat(configuration.dataDirectory(Optional.empty(), elsewhere)).isEqualTo(folder.resolve("data"));
        assertThat(configuration.dataDirectory(Optional.of("mine"), elsewhere)).isEqualTo(elsewhere.resolve("mine"));
    }
}
