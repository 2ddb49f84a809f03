package dev.codeagent.bench.fuzz;

import dev.codeagent.bench.harness.ServerAddress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program schemathesis: it generates requests from the published document, valid ones and invalid ones, and compares
 * the answers with the document.
 */
public final class Schemathesis {
    public static final String PACKAGE = "schemathesis==4.32.5";

    private static final List<String> CHECKS = List.of(
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance");

    /** They ask other servers, so their answers depend on the network. */
    private static final List<String> OF_OTHER_SERVERS = List.of(
            "diagnose",
            "testProvider",
            "listProviderModels",
            "startModelPull",
            "refreshModels",
            "createGitProject",
            "putGitProjectAccess",
            "connect"); // It answers with another protocol than HTTP.

    private final Path program;

    public Schemathesis(Path program) {
        this.program = program;
    }

    /** The installed program; {@code .ci/run} puts it there. */
    public static Optional<Schemathesis> onPath() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(entry -> Path.of(entry, "schemathesis"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Schemathesis::new);
    }

    /**
     * What it found.
     *
     * @param exit 0 if all answers were as documented
     */
    public record Report(int exit, List<String> lines) {}

    /** @param examples requests for each operation and phase, in addition to those for the limits of its parameters */
    public Report run(ServerAddress server, long examples, int seed, Path log)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                program.toString(),
                "run",
                server.baseUrl() + "/openapi",
                "--url",
                server.baseUrl(),
                "--header",
                "Authorization: " + server.authorization().orElseThrow(),
                "--checks",
                String.join(",", CHECKS),
                "--phases",
                "examples,coverage,fuzzing",
                "--max-examples",
                String.valueOf(examples),
                "--seed",
                String.valueOf(seed),
                "--no-color"));
        OF_OTHER_SERVERS.forEach(operation -> command.addAll(List.of("--exclude-operation-id", operation)));
        int exit = execute(command, log);
        return new Report(exit, Files.readAllLines(log));
    }

    static int execute(List<String> command, Path log) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }
}
