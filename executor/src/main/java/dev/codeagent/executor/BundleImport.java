package dev.codeagent.executor;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.mcp.RequestHandler;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the empty workspace a clone out of a git bundle that comes in pieces. A marker outside of the workspace says that it
 * is complete; what was begun and has no marker is begun anew.
 */
final class BundleImport {
    private static final int MAX_CHUNK_BYTES = 8 << 20;
    /** What {@code git init} and three calls of {@code git config} would write, which take longer than all else. */
    private static final String GIT_CONFIG = """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \tautocrlf = false
            [user]
            \tname = Code Agent System
            \temail = agents@codeagent.invalid
            """;

    private final Path workspace;
    private final Path marker;
    private final Path bundle;
    private final Git git;
    private boolean started;

    BundleImport(Path workspace, Path results, Git git) {
        this.workspace = workspace;
        this.marker = results.resolve("imported");
        this.bundle = results.resolve("import.bundle");
        this.git = git;
    }

    boolean isComplete() {
        return Files.exists(marker);
    }

    /** The imported commit; empty where nothing was imported. */
    String importedCommit() {
        try {
            return isComplete() ? Files.readString(marker).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets pieces that came before: whoever opens the workspace sends all of them. */
    void reset() {
        started = false;
    }

    /** Takes a piece; the last one makes the clone. Gives whether it is made. */
    boolean acceptChunk(JsonArguments params) throws IOException {
        if (isComplete()) {
            throw new RequestHandler.RequestRejectedException(
                    "the workspace was imported already, at " + importedCommit());
        }
        String commit = params.string("commit");
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new RequestHandler.RequestRejectedException("'" + commit + "' is not the full name of a commit");
        }
        if (!started) {
            Files.deleteIfExists(bundle);
            clearWorkspace();
            started = true;
        }
        Files.write(bundle, decodeChunk(params.string("data")), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (params.flag("last", false)) {
            started = false;
            createClone(commit);
        }
        return isComplete();
    }

    private static byte[] decodeChunk(String data) {
        byte[] chunk;
        try {
            chunk = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new RequestHandler.RequestRejectedException("'data' is not Base64: " + e.getMessage());
        }
        if (chunk.length > MAX_CHUNK_BYTES) {
            throw new RequestHandler.RequestRejectedException(
                    "a piece has " + chunk.length + " bytes; at most " + MAX_CHUNK_BYTES + " are taken");
        }
        return chunk;
    }

    /** The folder itself stays: it may be a mount. */
    private void clearWorkspace() throws IOException {
        try (Stream<Path> entries = Files.list(workspace)) {
            for (Path entry : entries.toList()) {
                FileTree.delete(entry);
            }
        }
    }

    /** A repository of its own with the commit checked out: no template, no remote, no hooks. */
    private void createClone(String commit) throws IOException {
        try {
            Path repository = Files.createDirectories(workspace.resolve(".git"));
            Files.createDirectories(repository.resolve("objects/pack"));
            Files.createDirectories(repository.resolve("objects/info"));
            Files.createDirectories(repository.resolve("refs/heads"));
            Files.writeString(repository.resolve("HEAD"), "ref: refs/heads/work\n");
            Files.writeString(repository.resolve("config"), GIT_CONFIG);
            git.runWithTrustedConfig(List.of("bundle", "unbundle", bundle.toString()));
            Files.writeString(repository.resolve("refs/heads/base"), commit + "\n");
            git.runWithTrustedConfig(List.of("checkout", "--quiet", "--force", "-B", "work", commit));
        } catch (ToolExecutionException e) {
            throw new RequestHandler.RequestRejectedException(
                    "the workspace cannot be made of the bundle: " + e.getMessage());
        }
        Files.deleteIfExists(bundle);
        Path partial = marker.resolveSibling("imported.new");
        Files.writeString(partial, commit + "\n");
        Files.move(partial, marker, StandardCopyOption.ATOMIC_MOVE);
    }
}
