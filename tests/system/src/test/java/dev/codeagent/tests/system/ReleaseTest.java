package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.harness.GatewayMessages;
import dev.codeagent.tests.anyserver.CodeagentCli;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release of the current build as a user downloads it: without sources and without Maven. */
class ReleaseTest {
    private static final String VERSION = version();
    private static final String NAME = "codeagent-" + VERSION;

    @TempDir
    static Path folder;

    private static Path files;
    private static Path unpacked;

    @BeforeAll
    static void packAndUnpack() throws Exception {
        files = folder.resolve("release");
        tool("pack", CodeagentCli.projectRoot().toString(), VERSION, files.toString());
        tool("seal", VERSION, files.toString(), "c".repeat(40), "", "urn:test", "tools", "2026-01-01T00:00:00Z");
        run(folder, List.of("tar", "-xzf", files.resolve(NAME + ".tar.gz").toString()));
        unpacked = folder.resolve(NAME);
    }

    @Test
    void runsWithoutMavenAndWithoutABuild() throws Exception {
        String version = unpacked("--version");
        String doctor = unpacked("doctor", "--data", folder.resolve("data").toString());

        assertThat(version).isEqualTo("codeagent " + VERSION + "\n");
        assertThat(doctor).contains("java", "disk").doesNotContain("building", "Exception");
        assertThat(unpacked("verify")).contains("this is a distribution");
        assertThat(unpacked("dev", "--data", folder.resolve("data").toString())).contains("dev needs the sources");
    }

    @Test
    void listsEveryJarWithItsLicence() throws Exception {
        Path bom = unpacked.resolve("sbom.cdx.json");
        var digests = new TreeSet<String>();
        List<JsonObject> components = components(GatewayMessages.parse(Files.readString(bom)));
        components.forEach(component -> {
            assertThat(component.getJsonArray("licenses"))
                    .as(component.getString("name"))
                    .isNotEmpty();
            digests.addAll(digests(component));
        });

        assertThat(new JsonParser().validate(bom.toFile(), Version.VERSION_16)).isEmpty();
        assertThat(jars())
                .hasSizeGreaterThan(300)
                .allSatisfy(jar -> assertThat(digests).as(jar.toString()).contains(sha256(jar)));
    }

    @Test
    void listsTheChecksumOfEachFile() throws Exception {
        Path sums = files.resolve("SHA256SUMS");
        assertThat(run(files, List.of("sha256sum", "--check", "--strict", sums.toString())))
                .contains(NAME + ".tar.gz: OK", NAME + ".zip: OK", NAME + ".cdx.json: OK", NAME + ".intoto.json: OK");

        JsonObject statement = GatewayMessages.parse(Files.readString(files.resolve(NAME + ".intoto.json")));
        assertThat(statement.getJsonArray("subject").toString()).contains(sha256(files.resolve(NAME + ".tar.gz")));
        assertThat(Files.readString(CodeagentCli.projectRoot().resolve("CHANGELOG.md")))
                .contains(Files.readString(files.resolve("NOTES.md")).strip());
    }

    @Test
    void rejectsATreeThatIsNotReleasable() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(tree.resolve("release"));
        Files.copy(CodeagentCli.projectRoot().resolve("release/build.sh"), tree.resolve("release/build.sh"));
        Files.writeString(tree.resolve("pom.xml"), "<project>\n  <version>1.2.0</version>\n</project>\n");
        Files.writeString(tree.resolve("CHANGELOG.md"), "## 1.1.0\n\n- Old.\n");
        run(tree, List.of("git", "init", "-q"));
        run(tree, List.of("git", "add", "-A"));
        run(tree, List.of("git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-m", "Begin"));

        assertThat(build(tree)).contains("release: the version is missing");
        assertThat(build(tree, "v1.2.0")).contains("release: 'v1.2.0' is not a version");
        assertThat(build(tree, "1.3.0")).contains("release: the version in pom.xml is 1.2.0, not 1.3.0");
        assertThat(build(tree, "1.2.0")).contains("release: CHANGELOG.md has no section '## 1.2.0'");
        Files.writeString(tree.resolve("new.txt"), "new");
        assertThat(build(tree, "1.2.0")).contains("release: the working tree has uncommitted changes", "new.txt");
        assertThat(tree.resolve("target")).doesNotExist();
    }

    private static String build(Path tree, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("release/build.sh"));
        command.addAll(List.of(arguments));
        return run(tree, command);
    }

    private static String unpacked(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("env", "PATH=" + pathWithoutMaven(), "./codeagent"));
        command.addAll(List.of(arguments));
        return run(unpacked, command);
    }

    private static Path pathWithoutMaven() throws IOException {
        Path bin = folder.resolve("bin");
        if (!Files.exists(bin)) {
            Files.createDirectory(bin);
            try (Stream<Path> programs = Stream.concat(Files.list(Path.of("/usr/bin")), Files.list(Path.of("/bin")))) {
                for (Path program : programs.toList()) {
                    Path link = bin.resolve(program.getFileName());
                    if (!program.getFileName().toString().startsWith("mvn")
                            && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, program);
                    }
                }
            }
        }
        return bin;
    }

    private static void tool(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                CodeagentCli.projectRoot()
                        .resolve("release/tools/target/tools/codeagent-release.jar")
                        .toString()));
        command.addAll(List.of(arguments));
        assertThat(run(folder, command)).isEmpty();
    }

    /** Runs the command and returns its output. */
    private static String run(Path directory, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> all = Files.walk(unpacked)) {
            return all.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static List<JsonObject> components(JsonObject parent) {
        if (!parent.containsKey("components")) {
            return List.of();
        }
        return parent.getJsonArray("components").getValuesAs(JsonObject.class).stream()
                .flatMap(component -> Stream.concat(Stream.of(component), components(component).stream()))
                .toList();
    }

    private static Set<String> digests(JsonObject component) {
        if (!component.containsKey("hashes")) {
            return Set.of();
        }
        return component.getJsonArray("hashes").getValuesAs(JsonObject.class).stream()
                .map(hash -> hash.getString("content"))
                .collect(Collectors.toSet());
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static String version() {
        try (Stream<String> pom = Files.lines(CodeagentCli.projectRoot().resolve("pom.xml"))) {
            return pom.filter(line -> line.startsWith("  <version>"))
                    .map(line -> line.replaceAll("</?version>", "").strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
