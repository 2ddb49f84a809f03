package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ModelScripts;
import dev.codeagent.bench.harness.ModelScripts.Pacing;
import dev.codeagent.bench.harness.ModelScripts.ScriptedCall;
import dev.codeagent.bench.harness.ModelScripts.ScriptedTurn;
import dev.codeagent.client.CodeAgentClient;
import dev.codeagent.tests.anyserver.CodeagentCli;
import dev.codeagent.tests.anyserver.ServerWithFakeModel;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Path;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.parsson.JsonProviderImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the clients' documents, and generated clients, drive a run to an applied patch. */
class ClientExamplesTest {
    private static final java.nio.file.Path CLIENTS = CodeagentCli.projectRoot().resolve("clients");
    private static final String GENERATED = "tests/system/src/test/resources/generated-clients";
    private static final String JAVA = System.getProperty("java.home") + "/bin";
    private static final long TIMEOUT_SECONDS = 180;

    @TempDir
    static java.nio.file.Path folder;

    private static ServerWithFakeModel server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerWithFakeModel.start(folder, script());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static JsonObject script() {
        var pacing = new Pacing(30, 2);
        ScriptedTurn write = new ScriptedTurn(
                "I write it.",
                pacing,
                List.of(ScriptedCall.of("write_file", "path", "src/greeting.txt", "content", "größer.\n")));
        ScriptedTurn talk = new ScriptedTurn("It ends with a full stop now.", pacing, List.of());
        return ModelScripts.script(Map.of("*", ModelScripts.scenario(Map.of("coding", List.of(write, talk)), false)));
    }

    @Test
    void theJavaExampleAppliesAPatch() throws Exception {
        java.nio.file.Path source =
                Files.writeString(folder.resolve("Example.java"), example("java/README.md", "java"));
        GitRepository repository = GitRepository.create(folder.resolve("java-repository"));
        // Only what the README says that a program gets.
        String classPath = Stream.of(CodeAgentClient.class, Json.class, JsonProviderImpl.class, Path.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));

        String output = run(
                folder,
                repository,
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                source.toString());

        assertThat(output).contains("write_file {", "completed");
        assertThat(repository.path().resolve("src/greeting.txt")).hasContent("größer.\n");
    }

    /** The example of the TypeScript client, and a program that has only what generators make of the document. */
    @Test
    void theTypeScriptExamplesApplyAPatch() throws Exception {
        assumeTrue(isInstalled("npm"), "npm is not installed");
        java.nio.file.Path client = copyOfTheTypeScriptClient();
        run(client, "npm", "ci", "--no-progress");
        run(client, "npm", "run", "check");
        run(client, "npm", "run", "build");
        Files.writeString(client.resolve("example.ts"), example("typescript/README.md", "ts"));
        Files.copy(CodeagentCli.projectRoot().resolve(GENERATED + "/fetch.ts"), client.resolve("fetch.ts"));
        run(client, "npx", "openapi-typescript", "../../docs/openapi.json", "--output", "generated.ts");
        Files.writeString(
                client.resolve("tsconfig.example.json"),
                Files.readString(client.resolve("tsconfig.example.json"))
                        .replace("\"example.ts\"", "\"example.ts\", \"fetch.ts\""));
        run(client, "npx", "tsc", "--project", "tsconfig.example.json");
        GitRepository repository = GitRepository.create(folder.resolve("typescript-repository"));
        GitRepository other = GitRepository.create(folder.resolve("fetch-repository"));

        String output = run(client, repository, "node", "example.js");
        String fetched = run(client, other, "node", "fetch.js");

        assertThat(output).contains("write_file {", "completed");
        assertThat(repository.path().resolve("src/greeting.txt")).hasContent("größer.\n");
        assertDrivesARun(fetched, other);
    }

    @Test
    void theClientOfOpenApiGeneratorAppliesAPatch() throws Exception {
        java.nio.file.Path programs =
                java.nio.file.Path.of("target/client-generator").toAbsolutePath();
        java.nio.file.Path sources = folder.resolve("generated-java");
        run(
                folder,
                JAVA + "/java",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                programs.resolve("openapi-generator-cli.jar").toString(),
                "generate",
                "--generator-name=java",
                "--library=native",
                "--input-spec=" + CodeagentCli.projectRoot().resolve("docs/openapi.json"),
                "--output=" + sources,
                "--additional-properties=useJakartaEe=true,openApiNullable=false,invokerPackage=generated,"
                        + "apiPackage=generated.api,modelPackage=generated.model");
        java.nio.file.Path program = Files.copy(
                CodeagentCli.projectRoot().resolve(GENERATED + "/GeneratedClient.java"),
                sources.resolve("GeneratedClient.java"));
        java.nio.file.Path files = sources.resolve("files");
        try (Stream<java.nio.file.Path> all = Files.walk(sources.resolve("src/main/java"))) {
            Files.write(
                    files,
                    Stream.concat(Stream.of(program), all)
                            .map(java.nio.file.Path::toString)
                            .filter(name -> name.endsWith(".java"))
                            .toList());
        }
        String classes = sources.resolve("classes").toString();
        String classPath = classes + File.pathSeparator + programs.resolve("lib") + "/*";
        run(
                folder,
                JAVA + "/javac",
                "-J-XX:TieredStopAtLevel=1",
                "-nowarn",
                "-d",
                classes,
                "-cp",
                classPath,
                "@" + files);
        GitRepository repository = GitRepository.create(folder.resolve("generated-java-repository"));

        String output =
                run(folder, repository, JAVA + "/java", "-XX:TieredStopAtLevel=1", "-cp", classPath, "GeneratedClient");

        assertThat(output).contains("server UP", "entries ", "report Write a greeting");
        assertDrivesARun(output, repository);
    }

    /** What the programs in {@link #GENERATED} print and do. */
    private static void assertDrivesARun(String output, GitRepository repository) {
        assertThat(output)
                .contains(
                        "write_file {",
                        "finished completed",
                        "+größer.",
                        "patch applied",
                        "missing 404",
                        "UNKNOWN_RUN");
        assertThat(repository.path().resolve("src/greeting.txt")).hasContent("größer.\n");
    }

    /** The sources and the document that they are generated from, so that nothing is written into the repository. */
    private static java.nio.file.Path copyOfTheTypeScriptClient() throws IOException {
        java.nio.file.Path copy = folder.resolve("clients/typescript");
        Files.createDirectories(copy.resolve("src"));
        Files.createDirectories(folder.resolve("docs"));
        Files.copy(CodeagentCli.projectRoot().resolve("docs/openapi.json"), folder.resolve("docs/openapi.json"));
        for (String name :
                List.of("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "tsconfig.example.json")) {
            Files.copy(CLIENTS.resolve("typescript").resolve(name), copy.resolve(name));
        }
        try (Stream<java.nio.file.Path> sources = Files.list(CLIENTS.resolve("typescript/src"))) {
            for (java.nio.file.Path source : sources.toList()) {
                Files.copy(source, copy.resolve("src").resolve(source.getFileName()));
            }
        }
        return copy;
    }

    private static String example(String document, String language) throws IOException {
        var block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(CLIENTS.resolve(document)));
        assertThat(block.find()).as("an example in " + document).isTrue();
        return block.group(1);
    }

    /** Runs a program with the arguments of the examples. */
    private static String run(java.nio.file.Path directory, GitRepository repository, String... command)
            throws Exception {
        return run(
                directory,
                Stream.concat(
                                Stream.of(command),
                                Stream.of(
                                        server.address().baseUrl(),
                                        server.address()
                                                .dataDirectory()
                                                .resolve("authorization")
                                                .toString(),
                                        repository.path().toString(),
                                        "scripted"))
                        .toArray(String[]::new));
    }

    private static String run(java.nio.file.Path directory, String... command) throws Exception {
        java.nio.file.Path log = Files.createTempFile(folder, "output", ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + "\n" + output)
                .isTrue();
        return output;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(java.nio.file.Path.of(entry, program)));
    }
}
