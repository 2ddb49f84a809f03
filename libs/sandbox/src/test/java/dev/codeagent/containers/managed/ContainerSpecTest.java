package dev.codeagent.containers.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.docker.QuantityParser;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerSpecTest {
    private static final ContainerPolicy POLICY = new ContainerPolicy(
            SecurityLevel.STANDARD, new ResourceLimits(2, 1L << 30, 100, 1L << 30), List.of("postgres:*", "redis"), 3);

    private static ContainerSpec containerSpec(
            String name, Map<String, String> environment, String directory, String user) {
        return new ContainerSpec(
                name,
                "x",
                new ContainerSpec.Program(List.of(), List.of(), environment, directory, user),
                new ContainerSpec.Storage(List.of(), List.of(), false),
                ContainerSpec.Limits.NONE,
                Optional.empty(),
                List.of(),
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Db", "-db", "a.example.com", "db/x", "egress", "sandbox", "localhost"})
    void rejectsReservedAndInvalidNames(String name) {
        assertThatThrownBy(() -> containerSpec(name, Map.of(), "", "")).hasMessageContaining("'" + name + "'");
    }

    @Test
    void rejectsInvalidPathsUsersAndVariables() {
        assertThatThrownBy(() -> containerSpec("a", Map.of(), "relative", ""))
                .hasMessageContaining("is not a valid path");
        assertThatThrownBy(() -> containerSpec("a", Map.of(), "/a/../etc", ""))
                .hasMessageContaining("is not a valid path");
        assertThatThrownBy(() -> containerSpec("a", Map.of(), "/dev/shm", ""))
                .hasMessageContaining("is not a valid path");
        assertThatThrownBy(() -> containerSpec("a", Map.of(), "", "a b")).hasMessageContaining("is not a valid user");
        assertThatThrownBy(() -> containerSpec("a", Map.of("A=B", ""), "", ""))
                .hasMessageContaining("environment variable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc:/x", "./a:/x", "../a:/x", "~/a:/x", "/x", "a", "a:/x:z", "a:/x:ro:z", "a:x"})
    void rejectsVolumesThatAreNotNamed(String text) {
        assertThatThrownBy(() -> ContainerSpec.VolumeMount.parse(text)).hasMessageContaining("'");
    }

    @Test
    void limitsResourcesToThoseOfASandbox() {
        assertThat(POLICY.resolveLimits(ContainerSpec.Limits.NONE)).isEqualTo(POLICY.limits());
        assertThat(POLICY.resolveLimits(new ContainerSpec.Limits(0.5, 64L << 20, 10)))
                .isEqualTo(new ResourceLimits(0.5, 64L << 20, 10, 1L << 30));
        assertThatThrownBy(() -> POLICY.resolveLimits(new ContainerSpec.Limits(0, 2L << 30, 0)))
                .hasMessageContaining("memory of 2048");
        assertThatThrownBy(() -> POLICY.resolveLimits(new ContainerSpec.Limits(3, 0, 0)))
                .hasMessageContaining("cpus of 3");
    }

    @Test
    void allowsOnlyListedImages() {
        POLICY.requireAllowedImage("postgres:16");
        POLICY.requireAllowedImage("redis");
        for (String image : List.of("redis:7", "evil.example/postgres:16", "postgres", "alpine")) {
            assertThatThrownBy(() -> POLICY.requireAllowedImage(image)).hasMessageContaining("is not allowed");
        }
        assertThatThrownBy(() -> POLICY.requireAllowedImage("-x")).hasMessageContaining("is not a valid image name");
    }

    @Test
    void grantsNoCapabilitiesAtFullIsolation() {
        assertThat(POLICY.capabilities()).isNotEmpty();
        assertThat(new ContainerPolicy(SecurityLevel.FULL_ISOLATION, POLICY.limits(), List.of("*"), 1).capabilities())
                .isEmpty();
    }

    @Test
    void splitsArgumentsLikeAShellAndRejectsExpansions() {
        assertThat(ShellQuoting.splitLiteral("a 'b c' \"d \\\" e\" f\\ g ''"))
                .containsExactly("a", "b c", "d \" e", "f g", "");
        assertThat(ShellQuoting.splitLiteral("sh -c 'a && b > $C'")).containsExactly("sh", "-c", "a && b > $C");
        for (String text :
                List.of("a && b", "a; b", "a $X", "a \"$X\"", "a `b`", "a\nb", "a # b", "a *", "{a,b}", "(a)")) {
            assertThatThrownBy(() -> ShellQuoting.splitLiteral(text)).hasMessageContaining("has a meaning in a shell");
        }
        assertThatThrownBy(() -> ShellQuoting.splitLiteral("a 'b")).hasMessageContaining("not closed");
    }

    @Test
    void quotesArgumentsSoThatTheyCanBeSplitAgain() {
        List<String> arguments = List.of("a", "b c", "it's", "$X", "", "x=1,2:/y");

        assertThat(ShellQuoting.split(ShellQuoting.quote(arguments))).isEqualTo(arguments);
        assertThat(ShellQuoting.quote(List.of("git", "push"))).isEqualTo("git push");
    }

    @Test
    void parsesSizesAndDurations() {
        assertThat(QuantityParser.parseBytes("x", "512m")).isEqualTo(512L << 20);
        assertThat(QuantityParser.parseBytes("x", "1GiB")).isEqualTo(1L << 30);
        assertThat(QuantityParser.parseBytes("x", "1000")).isEqualTo(1000);
        assertThat(QuantityParser.parseDuration("x", "1h2m3s4ms")).isEqualTo(Duration.ofMillis(3_723_004));
        assertThatThrownBy(() -> QuantityParser.parseDuration("x", "5")).hasMessageContaining("'5' is not a duration");
        assertThatThrownBy(() -> QuantityParser.parseBytes("x", "-1m")).hasMessageContaining("'-1m' is not a size");
    }

    @Test
    void keepsTheBeginningAndTheEndOfLongOutput() {
        var output = new HeadTailOutput();
        output.append("begin\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 500; i++) {
            output.append("é".repeat(999).concat("\n").getBytes(StandardCharsets.UTF_8));
        }
        output.append("end  \n".getBytes(StandardCharsets.UTF_8));

        assertThat(output.text())
                .startsWith("begin\n")
                .endsWith("end")
                .contains(" characters left out …")
                .hasSizeLessThan(30_100);
    }

    @Test
    void keepsShortOutputAndCountsOmittedCharacters() {
        var shortOutput = new HeadTailOutput();
        shortOutput.append("a\nb\n\n".getBytes(StandardCharsets.UTF_8));
        var mediumOutput = new HeadTailOutput();
        mediumOutput.append("x".repeat(35_000).getBytes(StandardCharsets.UTF_8));

        assertThat(shortOutput.text()).isEqualTo("a\nb");
        assertThat(mediumOutput.text()).contains("\n… 5000 characters left out …\n");
    }

    @Test
    void writesACanonicalTextOfEveryField() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("B", "it's \"2\"");
        environment.put("A", "1");
        var spec = new ContainerSpec(
                "db",
                "postgres:16",
                new ContainerSpec.Program(List.of("/entry"), List.of("run", "-v"), environment, "/srv", "70:70"),
                new ContainerSpec.Storage(
                        List.of(
                                new ContainerSpec.VolumeMount("shop_data", "/data", false),
                                new ContainerSpec.VolumeMount("shop_conf", "/conf", true)),
                        List.of(new ContainerSpec.TmpfsMount("/run", 16L << 20)),
                        true),
                new ContainerSpec.Limits(0.5, 256L << 20, 100),
                Optional.of(new ContainerSpec.HealthCheck(
                        List.of("CMD", "pg_isready"),
                        Duration.ofSeconds(90),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2),
                        7)),
                List.of("database"),
                Map.of("team", "a", "area", "b"));

        assertThat(spec.canonicalText())
                .isEqualTo("{\"name\":\"db\",\"image\":\"postgres:16\",\"entrypoint\":[\"/entry\"],"
                        + "\"command\":[\"run\",\"-v\"],\"environment\":{\"A\":\"1\",\"B\":\"it's \\\"2\\\"\"},"
                        + "\"cwd\":\"/srv\",\"user\":\"70:70\","
                        + "\"volumes\":[[\"shop_data\",\"/data\",\"rw\"],[\"shop_conf\",\"/conf\",\"ro\"]],"
                        + "\"tmpfs\":[[\"/run\",16777216]],\"readOnly\":true,"
                        + "\"cpus\":\"0.5\",\"memory\":268435456,\"pids\":100,"
                        + "\"health\":[[\"CMD\",\"pg_isready\"],90000000000,500000000,2000000000,7],"
                        + "\"aliases\":[\"database\"],\"labels\":{\"area\":\"b\",\"team\":\"a\"}}");
    }

    @Test
    void writesACanonicalTextOfDefaults() {
        assertThat(containerSpec("a", Map.of(), "", "").canonicalText())
                .isEqualTo("{\"name\":\"a\",\"image\":\"x\",\"entrypoint\":[],\"command\":[],\"environment\":{},"
                        + "\"cwd\":\"\",\"user\":\"\",\"volumes\":[],\"tmpfs\":[],\"readOnly\":false,"
                        + "\"cpus\":\"0.0\",\"memory\":0,\"pids\":0,\"health\":[],\"aliases\":[],\"labels\":{}}");
    }
}
