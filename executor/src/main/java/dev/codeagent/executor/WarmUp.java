package dev.codeagent.executor;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Executes a small run in a temporary directory, so that the JVM loads and compiles the code that the first calls of a
 * run need.
 */
final class WarmUp {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);
    private static final int ITERATIONS = 3;
    private static final String CREATE_BUNDLE_COMMAND =
            "mkdir source && cd source && git init -q --template= && echo a > a.txt && git add -A"
                    + " && git -c user.name=r -c user.email=r@r.invalid commit -q -m r && git bundle create -q ../bundle HEAD"
                    + " && git rev-parse HEAD > ../commit";

    private WarmUp() {}

    /** Deletes everything that it creates. */
    static void run() throws IOException {
        Path directory = Files.createTempDirectory("rehearsal");
        try {
            Path source = Files.createDirectories(directory.resolve("made"));
            try (OpenWorkspace workspace = open(source, directory.resolve("made-results"))) {
                call(workspace, "r1", "run_command", Json.createObjectBuilder().add("command", CREATE_BUNDLE_COMMAND));
            }
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                Path copy = Files.createDirectories(directory.resolve("copy" + iteration));
                try (OpenWorkspace workspace = open(copy, directory.resolve("copy-results" + iteration))) {
                    workspace.bundleImport().acceptChunk(new JsonArguments(importParams(source)));
                    call(workspace, "", "read_file", Json.createObjectBuilder().add("path", "a.txt"));
                    call(
                            workspace,
                            "r2",
                            "run_command",
                            Json.createObjectBuilder().add("command", "true"));
                }
            }
        } finally {
            FileTree.delete(directory);
        }
    }

    private static JsonObject importParams(Path source) throws IOException {
        return Json.createObjectBuilder()
                .add("data", Base64.getEncoder().encodeToString(Files.readAllBytes(source.resolve("bundle"))))
                .add("last", true)
                .add("commit", Files.readString(source.resolve("commit")).strip())
                .build();
    }

    private static OpenWorkspace open(Path workspace, Path results) throws IOException {
        var config = new WorkspaceConfig(
                "",
                "rehearsal",
                workspace,
                results,
                "",
                COMMAND_TIMEOUT,
                false,
                0,
                Map.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                "");
        return OpenWorkspace.open(config, OpenWorkspace.createProcessTree(results));
    }

    private static void call(OpenWorkspace workspace, String id, String tool, JsonObjectBuilder arguments) {
        workspace.resetCancellation();
        workspace.callTool(tool, new ToolCall(id, new JsonArguments(arguments.build()), text -> {}));
    }
}
