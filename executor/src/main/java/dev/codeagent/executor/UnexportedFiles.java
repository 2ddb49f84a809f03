package dev.codeagent.executor;

import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.git.GitTools;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import dev.codeagent.executor.undo.UndoException;
import dev.codeagent.executor.undo.WorkspaceUndo;
import dev.codeagent.executor.undo.WorkspaceUndo.ChangedPath;
import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lists what agents wrote that is not part of the patch: ignored files, clones of other repositories, directories of
 * git, empty directories, pipes. Caches of build tools and interpreters are not listed, because nobody misses them.
 */
record UnexportedFiles(Workspace workspace, GitTools git, WorkspaceUndo undo) {
    private static final int MAX_ENTRIES = 100;
    /** More files of one directory are one entry. */
    private static final int MAX_FILES_OF_DIRECTORY = 3;

    private static final Pattern CACHES = Pattern.compile("(.*/)?(__pycache__|\\.pytest_cache|\\.mypy_cache"
            + "|\\.ruff_cache|\\.hypothesis|\\.tox|\\.nox|\\.venv|venv|[^/]*\\.egg-info|node_modules|\\.npm|\\.cache"
            + "|\\.gradle|\\.kotlin|\\.nyc_output|\\.parcel-cache|\\.turbo|target|[^/]*\\.(pyc|class|o|tsbuildinfo))"
            + "(/.*)?");

    private static final String IGNORED = "it is ignored by git";

    ToolResult list(ToolCall call) {
        var entries = Json.createArrayBuilder();
        Map<String, String> found;
        try {
            found = find();
        } catch (UndoException | InvalidPathException e) {
            throw new ToolExecutionException("what agents changed cannot be listed: " + e.getMessage());
        }
        found.entrySet().stream()
                .limit(MAX_ENTRIES)
                .forEach(e -> entries.add(
                        Json.createObjectBuilder().add("path", e.getKey()).add("reason", e.getValue())));
        return new ToolResult(
                found.size() + " path(s)",
                Json.createObjectBuilder().add("paths", entries).build(),
                false);
    }

    /** Reasons by path; a path that ends with a slash is a directory. */
    private Map<String, String> find() {
        List<ChangedPath> changed = undo.changesOfAgents();
        var reasons = new LinkedHashMap<String, String>();
        if (changed.isEmpty()) {
            return reasons;
        }
        Set<String> staged = git.listStaged();
        List<String> clones = git.listClones();
        var ignored = new LinkedHashMap<String, List<String>>();
        for (ChangedPath path : changed) {
            String name = path.path();
            Path file = workspace.root().resolve(name);
            if (staged.contains(name) || CACHES.matcher(name).matches() || !exists(file)) {
                continue;
            }
            int gitDirectory = ("/" + name + "/").indexOf("/.git/");
            var clone = clones.stream()
                    .filter(c -> (name + "/").startsWith(c + "/"))
                    .findFirst();
            if (clone.isPresent()) {
                reasons.put(clone.get() + "/", "it is a clone of another repository");
            } else if (gitDirectory >= 0) {
                reasons.put(name.substring(0, gitDirectory) + ".git/", "a patch does not contain files of git");
            } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                if (isEmpty(file)) {
                    reasons.put(name + "/", "git does not store empty directories");
                }
            } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(file)) {
                reasons.put(name, "it is a pipe, a socket or a device");
            } else {
                ignored.computeIfAbsent(name.substring(0, name.lastIndexOf('/') + 1), d -> new ArrayList<>())
                        .add(name);
            }
        }
        ignored.forEach((directory, names) -> {
            if (names.size() > MAX_FILES_OF_DIRECTORY && !directory.isEmpty()) {
                reasons.put(directory, names.size() + " files in it are ignored by git");
            } else {
                names.forEach(name -> reasons.put(name, IGNORED));
            }
        });
        return reasons;
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isEmpty(Path directory) {
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
