package dev.codeagent.executor;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** All tools by name, and the rule that a mutating call with a known id is answered from memory. */
final class Tools {
    private static final String NO_FILE = "none";

    private final Workspace workspace;
    private final FileTools files;
    private final CommandTools commands;
    private final GitTools git;
    private final List<TestRunner> runners;
    private final CallStore calls;
    private final UndoTools undo;

    Tools(
            Workspace workspace,
            FileTools files,
            CommandTools commands,
            GitTools git,
            List<TestRunner> runners,
            CallStore calls,
            UndoTools undo) {
        this.workspace = workspace;
        this.files = files;
        this.commands = commands;
        this.git = git;
        this.runners = runners;
        this.calls = calls;
        this.undo = undo;
    }

    /** Makes the call; {@code id} is empty for a call that changes nothing. */
    JsonObject call(String tool, JsonObject json, String id) {
        var arguments = new Arguments(json);
        return switch (tool) {
            case "read_file" -> answer(() -> files.read(arguments));
            case "list_files" -> answer(() -> files.list(arguments));
            case "search" -> answer(() -> files.search(arguments));
            case "git_diff" -> answer(() -> git.diff(arguments));
            case "git_log" -> answer(() -> git.log(arguments));
            case "workspace_export" -> answer(git::export);
            case "workspace_changes" -> answer(() -> undo.changes(arguments));
            case "workspace_undo" -> undo.undo(id, arguments);
            case "call_status" -> answer(() -> status(arguments.text("id")));
            case "edit_file" -> write(id, arguments, () -> files.edited(arguments));
            case "write_file" -> write(id, arguments, () -> files.written(arguments));
            case "run_command" -> once(id, () -> commands.run(arguments));
            case "run_tests" -> once(id, () -> TestRunner.find(runners).run(arguments.text("filter", "")));
            default -> answer(() -> Result.error("no tool '" + tool + "'"));
        };
    }

    interface Work {
        Result run();
    }

    private interface Content {
        byte[] make();
    }

    static JsonObject answer(Work work) {
        try {
            return work.run().json();
        } catch (ToolError e) {
            return Result.error(e.getMessage()).json();
        } catch (java.io.UncheckedIOException e) {
            return Result.error("cannot do that: " + e.getMessage()).json();
        }
    }

    private Result status(String id) {
        var fields = Json.createObjectBuilder().add("state", settled(id).name().toLowerCase(java.util.Locale.ROOT));
        calls.result(id).ifPresent(r -> fields.add("result", r));
        return new Result(settled(id).name(), fields.build(), false);
    }

    private JsonObject once(String id, Work work) {
        requireId(id);
        return switch (settled(id)) {
            case FINISHED -> replayed(calls.result(id).orElseThrow());
            case RUNNING -> Result.error("call " + id + " runs already").json();
            case UNKNOWN -> unknown();
            case NEVER -> {
                calls.begin(id, JsonValue.EMPTY_JSON_OBJECT);
                JsonObject result = answer(work);
                calls.finish(id, result);
                yield result;
            }
        };
    }

    /** A write notes what the file was and will be, so that after a crash the file itself tells whether it happened. */
    private JsonObject write(String id, Arguments arguments, Content content) {
        requireId(id);
        return switch (settled(id)) {
            case FINISHED -> replayed(calls.result(id).orElseThrow());
            case RUNNING -> Result.error("call " + id + " runs already").json();
            case UNKNOWN -> unknown();
            case NEVER ->
                answer(() -> {
                    Path file = workspace.resolve(arguments.text("path"));
                    byte[] bytes = content.make();
                    calls.begin(id, note(file, bytes));
                    workspace.write(file, bytes);
                    Result done = written(file, bytes);
                    calls.finish(id, done.json());
                    return done;
                });
        };
    }

    private Result written(Path file, byte[] bytes) {
        return Result.of("wrote " + workspace.name(file) + ", " + bytes.length + " bytes");
    }

    private JsonObject note(Path file, byte[] after) {
        return Json.createObjectBuilder()
                .add("path", workspace.name(file))
                .add("before", Files.exists(file) ? digest(workspace.read(file)) : NO_FILE)
                .add("after", digest(after))
                .build();
    }

    /** Where a call stands; for writes whose executor died, the file's present content decides. */
    private CallStore.State settled(String id) {
        CallStore.State state = calls.state(id);
        JsonObject note =
                state == CallStore.State.UNKNOWN ? calls.marker(id).orElseThrow() : JsonValue.EMPTY_JSON_OBJECT;
        if (!note.containsKey("after")) {
            return state;
        }
        Path file = workspace.resolve(note.getString("path"));
        String now = Files.exists(file) ? digest(workspace.read(file)) : NO_FILE;
        if (now.equals(note.getString("after"))) {
            calls.finish(id, written(file, workspace.read(file)).json());
            return CallStore.State.FINISHED;
        }
        return now.equals(note.getString("before")) ? CallStore.State.NEVER : state;
    }

    static JsonObject replayed(JsonObject result) {
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/replayed", true))
                .build();
    }

    private static JsonObject unknown() {
        JsonObject result = Result.error(
                        "the call began before a crash and its outcome is not known; it was not made again."
                                + " Look at the workspace before you go on")
                .json();
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/unknown", true))
                .build();
    }

    static void requireId(String id) {
        if (id.isEmpty()) {
            throw new ToolError("a call that changes something needs _meta[\"dev.codeagent/callId\"]");
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
