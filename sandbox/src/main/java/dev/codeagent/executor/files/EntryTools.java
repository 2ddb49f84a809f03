package dev.codeagent.executor.files;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Digest;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Moving, deleting and making entries. Each is one step on the disk, so the entries themselves tell whether it happened. */
public record EntryTools(Workspace workspace) {
    /** What is being deleted has this name for the moment, so that it is gone in one step however much it is. */
    private static final String DELETED = ".codeagent-deleted-";

    public Tool move() {
        return new Move(workspace);
    }

    public Tool delete() {
        return new Delete(workspace);
    }

    public Tool makeFolder() {
        return new MakeFolder(workspace);
    }

    private static ToolError failed(String what, IOException e) {
        String reason = e instanceof FileAlreadyExistsException ? "it exists already" : String.valueOf(e.getMessage());
        return new ToolError("cannot " + what + ": " + reason);
    }

    private static BasicFileAttributes present(Workspace workspace, Path entry) {
        return Workspace.attributes(entry)
                .orElseThrow(
                        () -> new ToolError("no file '" + workspace.name(entry) + "'; list_files shows what there is"));
    }

    private record Move(Workspace workspace) implements Tool.Telling {

        @Override
        public Effect plan(Call call) {
            Path from = workspace.entry(call.arguments().text("from"));
            Path to = workspace.entry(call.arguments().text("to"));
            present(workspace, from);
            if (Workspace.attributes(to).isPresent()) {
                throw new ToolError(
                        "'" + workspace.name(to) + "' exists already; delete it first, or name another place");
            }
            if (to.startsWith(from)) {
                throw new ToolError("'" + workspace.name(from) + "' cannot be moved into itself");
            }
            return new Effect(
                    Json.createObjectBuilder()
                            .add("from", workspace.name(from))
                            .add("to", workspace.name(to))
                            .build(),
                    () -> act(from, to));
        }

        private Result act(Path from, Path to) {
            try {
                Files.createDirectories(to.getParent());
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return moved(from, to);
            } catch (IOException e) {
                throw failed("move '" + workspace.name(from) + "' to '" + workspace.name(to) + "'", e);
            }
        }

        private Result moved(Path from, Path to) {
            return Result.of("moved " + workspace.name(from) + " to " + workspace.name(to));
        }

        @Override
        public After after(JsonObject note) {
            Path from = workspace.entry(note.getString("from"));
            Path to = workspace.entry(note.getString("to"));
            boolean source = Workspace.attributes(from).isPresent();
            boolean target = Workspace.attributes(to).isPresent();
            return source == target ? After.unknown() : target ? After.happened(moved(from, to)) : After.never();
        }
    }

    private record Delete(Workspace workspace) implements Tool.Telling {

        @Override
        public Effect plan(Call call) {
            Path entry = workspace.entry(call.arguments().text("path"));
            BasicFileAttributes attributes = present(workspace, entry);
            boolean recursive = call.arguments().flag("recursive", false);
            if (attributes.isDirectory() && !recursive && !empty(entry)) {
                throw new ToolError("'" + workspace.name(entry) + "' is a folder that is not empty; give recursive");
            }
            String aside = DELETED
                    + Digest.of(call.id().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .substring(0, 16);
            return new Effect(
                    Json.createObjectBuilder()
                            .add("path", workspace.name(entry))
                            .add("aside", aside)
                            .build(),
                    () -> act(entry, aside));
        }

        private static boolean empty(Path folder) {
            try (var entries = Files.newDirectoryStream(folder)) {
                return !entries.iterator().hasNext();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private Result act(Path entry, String aside) {
            try {
                Path deleted = entry.resolveSibling(aside);
                Files.move(entry, deleted, StandardCopyOption.ATOMIC_MOVE);
                return deleted(entry, deleted);
            } catch (IOException e) {
                throw failed("delete '" + workspace.name(entry) + "'", e);
            }
        }

        private Result deleted(Path entry, Path aside) {
            try {
                FileTree.delete(aside);
                return Result.of("deleted " + workspace.name(entry));
            } catch (DirectoryNotEmptyException e) {
                throw new ToolError("a process still writes to '" + workspace.name(entry)
                        + "'; what is left of it is in '" + workspace.name(aside) + "'");
            } catch (IOException e) {
                throw failed(
                        "delete all of '" + workspace.name(entry) + "' (what is left is in '" + workspace.name(aside)
                                + "')",
                        e);
            }
        }

        @Override
        public After after(JsonObject note) {
            Path entry = workspace.entry(note.getString("path"));
            Path aside = entry.resolveSibling(note.getString("aside"));
            if (Workspace.attributes(entry).isPresent()) {
                return Workspace.attributes(aside).isPresent() ? After.unknown() : After.never();
            }
            return After.happened(deleted(entry, aside));
        }
    }

    private record MakeFolder(Workspace workspace) implements Tool.Telling {

        @Override
        public Effect plan(Call call) {
            Path folder = workspace.resolve(call.arguments().text("path"));
            Workspace.attributes(folder).ifPresent(a -> {
                throw new ToolError("'" + workspace.name(folder) + "' exists already");
            });
            return new Effect(
                    Json.createObjectBuilder()
                            .add("path", workspace.name(folder))
                            .build(),
                    () -> act(folder));
        }

        private Result act(Path folder) {
            try {
                Files.createDirectories(folder);
                return made(folder);
            } catch (IOException e) {
                throw failed("make the folder '" + workspace.name(folder) + "'", e);
            }
        }

        private Result made(Path folder) {
            return Result.of("made " + workspace.name(folder) + "/");
        }

        @Override
        public After after(JsonObject note) {
            Path folder = workspace.resolve(note.getString("path"));
            return Workspace.attributes(folder)
                    .map(a -> a.isDirectory() ? After.happened(made(folder)) : After.unknown())
                    .orElseGet(After::never);
        }
    }
}
