package dev.codeagent.executor;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.mcp.Desk;
import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.ToolError;
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
final class Import {
    private static final int MAX_PIECE = 8 << 20;
    /** What {@code git init} and three calls of {@code git config} would write, which take longer than all else. */
    private static final String CONFIG = """
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
    private boolean begun;

    Import(Path workspace, Path results, Git git) {
        this.workspace = workspace;
        this.marker = results.resolve("imported");
        this.bundle = results.resolve("import.bundle");
        this.git = git;
    }

    boolean complete() {
        return Files.exists(marker);
    }

    /** The imported commit; empty where nothing was imported. */
    String commit() {
        try {
            return complete() ? Files.readString(marker).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets pieces that came before: whoever opens the workspace sends all of them. */
    void restart() {
        begun = false;
    }

    /** Takes a piece; the last one makes the clone. Gives whether it is made. */
    boolean take(Arguments params) throws IOException {
        if (complete()) {
            throw new Desk.Refusal("the workspace was imported already, at " + commit());
        }
        String commit = params.text("commit");
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new Desk.Refusal("'" + commit + "' is not the full name of a commit");
        }
        if (!begun) {
            Files.deleteIfExists(bundle);
            clear();
            begun = true;
        }
        Files.write(bundle, piece(params.text("data")), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (params.flag("last", false)) {
            begun = false;
            checkOut(commit);
        }
        return complete();
    }

    private static byte[] piece(String data) {
        byte[] piece;
        try {
            piece = Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw new Desk.Refusal("'data' is not Base64: " + e.getMessage());
        }
        if (piece.length > MAX_PIECE) {
            throw new Desk.Refusal("a piece has " + piece.length + " bytes; at most " + MAX_PIECE + " are taken");
        }
        return piece;
    }

    /** The folder itself stays: it may be a mount. */
    private void clear() throws IOException {
        try (Stream<Path> all = Files.list(workspace)) {
            for (Path entry : all.toList()) {
                FileTree.delete(entry);
            }
        }
    }

    /** A repository of its own with the commit checked out: no template, no remote, no hooks. */
    private void checkOut(String commit) throws IOException {
        try {
            Path repository = Files.createDirectories(workspace.resolve(".git"));
            Files.createDirectories(repository.resolve("objects/pack"));
            Files.createDirectories(repository.resolve("objects/info"));
            Files.createDirectories(repository.resolve("refs/heads"));
            Files.writeString(repository.resolve("HEAD"), "ref: refs/heads/work\n");
            Files.writeString(repository.resolve("config"), CONFIG);
            git.runFresh(List.of("bundle", "unbundle", bundle.toString()));
            Files.writeString(repository.resolve("refs/heads/base"), commit + "\n");
            git.runFresh(List.of("checkout", "--quiet", "--force", "-B", "work", commit));
        } catch (ToolError e) {
            throw new Desk.Refusal("the workspace cannot be made of the bundle: " + e.getMessage());
        }
        Files.deleteIfExists(bundle);
        Path partial = marker.resolveSibling("imported.new");
        Files.writeString(partial, commit + "\n");
        Files.move(partial, marker, StandardCopyOption.ATOMIC_MOVE);
    }
}
