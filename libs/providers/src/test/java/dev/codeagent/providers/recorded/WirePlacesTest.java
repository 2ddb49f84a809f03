package dev.codeagent.providers.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.contract.LlmProviderContract;
import dev.codeagent.providers.http.ExchangeRecorder;
import dev.codeagent.providers.http.ProviderHttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The places that name wires and are not derived from {@link ProviderWires}: a new wire must be in each of them. */
class WirePlacesTest {
    private static final String DOCUMENT = "docs/models.md";

    static Set<String> wires() {
        return ProviderWires.names();
    }

    @ParameterizedTest
    @MethodSource("wires")
    void recordsTheExchangesOfEveryWireAsAFamily(String wire) {
        assertThat(ExchangeRecorder.families(wire))
                .as("families of wire '" + wire + "': add its path and family to ExchangeRecorder.FAMILIES")
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("wires")
    void readsTheRecordingsOfEveryWire(String wire) {
        assertThat(ExchangeRecorder.families(wire))
                .allSatisfy(family -> assertThat(RecordedWire.reads(family))
                        .as(
                                "family '" + family + "' of wire '" + wire
                                        + "': add its provider and a ReferenceReading to"
                                        + " RecordedWire.FAMILIES, and the family to RecordedTrafficTest if there are recordings")
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("wires")
    void testsEveryWireWithTheContract(String wire) throws Exception {
        var proxies = new EnvironmentProxySelector(Map.of(), Optional.empty());
        var http = new ProviderHttpClient(
                () -> ProviderHttpClient.newBuilder(proxies).build(), proxies);
        var configuration = new ProviderConfiguration(
                new ProviderId("x"),
                wire,
                URI.create("http://127.0.0.1:1"),
                "m",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        Class<?> provider = ProviderWires.factories(http)
                .get(wire)
                .create(configuration, Optional.empty())
                .getClass();

        assertThat(contractTests(provider))
                .as("tests of " + provider
                        + ": write a subclass of LlmProviderContract in its package, with a WireDialect")
                .isNotEmpty();
    }

    private static List<Class<?>> contractTests(Class<?> provider) throws Exception {
        var tests = Path.of(WirePlacesTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(provider.getPackageName().replace('.', '/'));
        if (!Files.isDirectory(tests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(tests)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Test.class"))
                    .<Class<?>>map(name -> load(provider.getPackageName() + "." + name.replace(".class", "")))
                    .filter(LlmProviderContract.class::isAssignableFrom)
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, WirePlacesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void describesEveryWireInItsDocument() throws IOException {
        String section = read(DOCUMENT).split("(?m)^## Wires$")[1].split("(?m)^## ")[0];
        Set<String> documented = section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toSet());

        assertThat(documented).as("the table 'Wires' in " + DOCUMENT).isEqualTo(wires());
    }

    private static String read(String document) throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve(document))) {
            directory = directory.getParent();
        }
        return Files.readString(directory.resolve(document));
    }
}
