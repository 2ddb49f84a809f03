package dev.codeagent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsadminScriptTest {
    @TempDir
    Path folder;

    @BeforeEach
    void serverFolder() throws IOException {
        Path payara = Files.createDirectories(folder.resolve("home/payara"));
        for (String name : List.of("preboot.asadmin", "server.asadmin")) {
            Files.copy(Path.of("src/main/payara", name), payara.resolve(name));
        }
    }

    private SystemProperties properties(Map<String, String> environment) {
        Configuration configuration = Configuration.read(Optional.empty(), folder, environment);
        return new SystemProperties(
                configuration,
                DatabaseSettings.of(configuration),
                folder.resolve("data"),
                folder.resolve("home"),
                9090);
    }

    private List<String> lines(Map<String, String> environment) {
        return AsadminScript.of(properties(environment)).lines();
    }

    private Map<String, String> with(String key, String value) {
        return Map.of(
                Configuration.environmentVariable("security.credentials"),
                folder.resolve("credentials.db").toString(),
                Configuration.environmentVariable(key),
                value);
    }

    @Test
    void setsTheSamePropertiesAsPayaraMicro() {
        SystemProperties properties = properties(with("orchestrator.maxRuns", "7"));

        List<String> lines = AsadminScript.of(properties).lines();

        assertThat(lines).contains("create-system-properties \"orchestrator.maxRuns=7\"");
        assertThat(properties.values().keySet())
                .allSatisfy(name -> assertThat(lines)
                        .anyMatch(line -> line.startsWith("create-system-properties \"" + name + "=")));
    }

    @Test
    void deletesPropertiesThatAreNoLongerConfigured() {
        assertThat(lines(with("security.jwtSecret", "s"))).doesNotContain("delete-system-property security.jwtSecret");
        assertThat(lines(with("orchestrator.maxRuns", "7")))
                .containsSubsequence(
                        "create-system-properties \"security.jwtSecret=none\"",
                        "delete-system-property security.jwtSecret")
                .contains("delete-system-property providers.configurations");
    }

    @Test
    void setsUpTheSameJobRepositoryAndTheOtherListener() {
        List<String> lines = lines(with("orchestrator.maxRuns", "7"));

        assertThat(lines)
                .anyMatch(line -> line.startsWith("set resources.jdbc-connection-pool.H2Pool.property.URL="))
                .anyMatch(line -> line.endsWith("http-listener-1.address=${gateway.host}"))
                .noneMatch(line -> line.contains(".http-listener."));
    }

    @Test
    void escapesSpecialCharactersOfAsadmin() {
        assertThat(lines(with("security.jwtSecret", "a=b:c\\d \"e\"")))
                .contains("create-system-properties \"security.jwtSecret=a\\\\=b\\\\:c\\\\\\\\d \\\\\\\"e\\\\\\\"\"");
    }

    @Test
    void rejectsValuesThatPayaraServerWouldChange() {
        assertThatThrownBy(() -> lines(with("security.jwtSecret", "${user.home}")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("'security.jwtSecret'")
                .hasMessageNotContaining("user.home");
        assertThatThrownBy(() -> lines(with("security.jwtSecret", "a\tb")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("control character");
    }

    @Test
    void setsTheCurrentJavaHome() {
        assertThat(lines(with("orchestrator.maxRuns", "7")))
                .contains("set \"configs.config.server-config.java-config.java-home=" + System.getProperty("java.home")
                        + "\"");
    }

    @Test
    void isReadableByTheOwnerOnly() throws IOException {
        Path file = folder.resolve("codeagent.asadmin");
        Files.writeString(file, "older and longer than nothing");

        AsadminScript.of(properties(with("security.jwtSecret", "s"))).write(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().startsWith("#").contains("security.jwtSecret=s");
    }
}
