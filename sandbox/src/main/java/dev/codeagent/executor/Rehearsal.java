package dev.codeagent.executor;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
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
 * Plays a small run in a folder of its own, so that Java has read and compiled what the first calls of a run need while
 * nobody waits for them.
 */
final class Rehearsal {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ROUNDS = 3;
    private static final String SOURCE =
            "mkdir source && cd source && git init -q --template= && echo a > a.txt && git add -A"
                    + " && git -c user.name=r -c user.email=r@r.invalid commit -q -m r && git bundle create -q ../bundle HEAD"
                    + " && git rev-parse HEAD > ../commit";

    private Rehearsal() {}

    /** Leaves nothing behind. */
    static void play() throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        try {
            Path made = Files.createDirectories(folder.resolve("made"));
            try (OpenWorkspace workspace = open(made, folder.resolve("made-results"))) {
                call(workspace, "r1", "run_command", Json.createObjectBuilder().add("command", SOURCE));
            }
            for (int round = 0; round < ROUNDS; round++) {
                Path copy = Files.createDirectories(folder.resolve("copy" + round));
                try (OpenWorkspace workspace = open(copy, folder.resolve("copy-results" + round))) {
                    workspace.imports().take(new Arguments(bundle(made)));
                    call(workspace, "", "read_file", Json.createObjectBuilder().add("path", "a.txt"));
                    call(
                            workspace,
                            "r2",
                            "run_command",
                            Json.createObjectBuilder().add("command", "true"));
                }
            }
        } finally {
            FileTree.delete(folder);
        }
    }

    private static JsonObject bundle(Path made) throws IOException {
        return Json.createObjectBuilder()
                .add("data", Base64.getEncoder().encodeToString(Files.readAllBytes(made.resolve("bundle"))))
                .add("last", true)
                .add("commit", Files.readString(made.resolve("commit")).strip())
                .build();
    }

    private static OpenWorkspace open(Path workspace, Path results) throws IOException {
        var opening = new Opening(
                "",
                "rehearsal",
                workspace,
                results,
                "",
                LIMIT,
                false,
                0,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return OpenWorkspace.open(opening, OpenWorkspace.tree(results));
    }

    private static void call(OpenWorkspace workspace, String id, String tool, JsonObjectBuilder arguments) {
        workspace.ready();
        workspace.call(tool, new Call(id, new Arguments(arguments.build()), text -> {}));
    }
}
