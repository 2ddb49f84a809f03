package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Moves, deletes and creates entries. Each change is atomic on disk, so the entries show after a crash whether it
 * happened.
 */
public record PathTools(Workspace workspace) {
    /** Prefix of the temporary name during a deletion, so that the entry disappears in one step whatever its size. */
    private static final String DELETED_PREFIX = ".codeagent-deleted-";

    public Tool move() {
        return new Move(workspace);
    }

    public Tool delete() {
        return new Delete(workspace);
    }

    public Tool createDirectory() {
        return new CreateDirectory(workspace);
    }

    private static ToolExecutionException failure(String action, IOException e) {
        String reason = e instanceof FileAlreadyExistsException ? "it exists already" : String.valueOf(e.getMessage());
        return new ToolExecutionException("cannot " + action + ": " + reason);
    }

    private static BasicFileAttributes requireExisting(Workspace workspace, Path entry) {
        return Workspace.attributes(entry).orElseThrow(() -> workspace.noFile(entry));
    }

    private record Move(Workspace workspace) implements Tool.Verifiable {

        @Override
        public PlannedChange plan(ToolCall call) {
            Path from = workspace.resolveNoFollow(call.arguments().string("from"));
            Path to = workspace.requirePart(
                    workspace.resolveNoFollow(call.arguments().string("to")));
            requireExisting(workspace, from);
            if (Workspace.attributes(to).isPresent()) {
                throw new ToolExecutionException(
                        "'" + workspace.relativize(to) + "' exists already; delete it first, or choose another path");
            }
            if (to.startsWith(from)) {
                throw new ToolExecutionException("'" + workspace.relativize(from) + "' cannot be moved into itself");
            }
            return new PlannedChange(
                    Json.createObjectBuilder()
                            .add("from", workspace.relativize(from))
                            .add("to", workspace.relativize(to))
                            .build(),
                    () -> execute(from, to));
        }

        private ToolResult execute(Path from, Path to) {
            try {
                new LinkFreeDirectory(workspace.root()).move(from, to);
                return moveResult(from, to);
            } catch (IOException e) {
                throw failure("move '" + workspace.relativize(from) + "' to '" + workspace.relativize(to) + "'", e);
            }
        }

        private ToolResult moveResult(Path from, Path to) {
            return ToolResult.of("moved " + workspace.relativize(from) + " to " + workspace.relativize(to));
        }

        @Override
        public Verification verify(JsonObject marker) {
            Path from = workspace.resolveNoFollow(marker.getString("from"));
            Path to = workspace.resolveNoFollow(marker.getString("to"));
            boolean source = Workspace.attributes(from).isPresent();
            boolean target = Workspace.attributes(to).isPresent();
            return source == target
                    ? Verification.unknown()
                    : target ? Verification.executed(moveResult(from, to)) : Verification.notExecuted();
        }
    }

    private record Delete(Workspace workspace) implements Tool.Verifiable {

        @Override
        public PlannedChange plan(ToolCall call) {
            Path entry = workspace.resolveNoFollow(call.arguments().string("path"));
            BasicFileAttributes attributes = requireExisting(workspace, entry);
            boolean recursive = call.arguments().flag("recursive", false);
            if (attributes.isDirectory() && !recursive && !isEmpty(entry)) {
                throw new ToolExecutionException("'" + workspace.relativize(entry)
                        + "' is a folder that is not empty; set recursive to delete it");
            }
            String temporaryName = DELETED_PREFIX
                    + Digest.of(call.id().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .substring(0, 16);
            return new PlannedChange(
                    Json.createObjectBuilder()
                            .add("path", workspace.relativize(entry))
                            .add("aside", temporaryName)
                            .build(),
                    () -> execute(entry, temporaryName));
        }

        private static boolean isEmpty(Path directory) {
            try (var entries = Files.newDirectoryStream(directory)) {
                return !entries.iterator().hasNext();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private ToolResult execute(Path entry, String temporaryName) {
            try {
                Path deleted = entry.resolveSibling(temporaryName);
                new LinkFreeDirectory(workspace.root()).move(entry, deleted);
                return finishDelete(entry, deleted);
            } catch (IOException e) {
                throw failure("delete '" + workspace.relativize(entry) + "'", e);
            }
        }

        private ToolResult finishDelete(Path entry, Path temporaryName) {
            try {
                FileTree.delete(temporaryName);
                return ToolResult.of("deleted " + workspace.relativize(entry));
            } catch (DirectoryNotEmptyException e) {
                throw new ToolExecutionException("a process still writes to '" + workspace.relativize(entry)
                        + "'; the remaining files are in '" + workspace.relativize(temporaryName) + "'");
            } catch (IOException e) {
                throw failure(
                        "delete all of '" + workspace.relativize(entry) + "' (the remaining files are in '"
                                + workspace.relativize(temporaryName) + "')",
                        e);
            }
        }

        @Override
        public Verification verify(JsonObject marker) {
            Path entry = workspace.resolveNoFollow(marker.getString("path"));
            Path temporaryName = entry.resolveSibling(marker.getString("aside"));
            if (Workspace.attributes(entry).isPresent()) {
                return Workspace.attributes(temporaryName).isPresent()
                        ? Verification.unknown()
                        : Verification.notExecuted();
            }
            return Verification.executed(finishDelete(entry, temporaryName));
        }
    }

    private record CreateDirectory(Workspace workspace) implements Tool.Verifiable {

        @Override
        public PlannedChange plan(ToolCall call) {
            Path directory = workspace.resolveForWrite(call.arguments().string("path"));
            Workspace.attributes(directory).ifPresent(a -> {
                throw new ToolExecutionException("'" + workspace.relativize(directory) + "' exists already");
            });
            return new PlannedChange(
                    Json.createObjectBuilder()
                            .add("path", workspace.relativize(directory))
                            .build(),
                    () -> execute(directory));
        }

        private ToolResult execute(Path directory) {
            try {
                new LinkFreeDirectory(workspace.root()).createDirectories(directory);
                return createResult(directory);
            } catch (IOException e) {
                throw failure("create the folder '" + workspace.relativize(directory) + "'", e);
            }
        }

        private ToolResult createResult(Path directory) {
            return ToolResult.of("created " + workspace.relativize(directory) + "/");
        }

        @Override
        public Verification verify(JsonObject marker) {
            Path directory = workspace.resolve(marker.getString("path"));
            return Workspace.attributes(directory)
                    .map(a -> a.isDirectory() ? Verification.executed(createResult(directory)) : Verification.unknown())
                    .orElseGet(Verification::notExecuted);
        }
    }
}
