package dev.codeagent.executor;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.files.RegularFiles;
import dev.codeagent.executor.git.Git;
import dev.codeagent.executor.git.PartialClone;
import dev.codeagent.executor.mcp.RequestHandler;
import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Creates a clone in the empty workspace from a git bundle that arrives in chunks. A marker file outside of the
 * workspace records that the import is complete; an import without a marker starts again.
 */
final class BundleImport {
    private static final int MAX_CHUNK_BYTES = 8 << 20;
    private static final int SHA256_LENGTH = 64;
    /** Refs of the bundle that name the commits whose parents are missing. */
    private static final String SHALLOW = "refs/codeagent/shallow/";
    /** The ref of a bundle that does not have all objects of its history. */
    private static final String PARTIAL = "refs/codeagent/partial";

    /** Refs that name the files whose content is missing, URL-encoded. */
    private static final String MISSING = "refs/codeagent/missing/";

    private final Path workspace;
    private final LinkFreeDirectory directory;
    private final Path marker;
    private final Path bundle;
    private final Git git;
    private boolean started;

    BundleImport(Path workspace, Path results, Git git) {
        this.workspace = workspace;
        this.directory = new LinkFreeDirectory(workspace);
        this.marker = results.resolve("imported");
        this.bundle = workspace.resolve(".git/import.bundle");
        this.git = git;
    }

    boolean isComplete() {
        return Files.exists(marker);
    }

    /** The imported commit; empty if nothing was imported. */
    String importedCommit() {
        try {
            return isComplete() ? Files.readString(marker).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Discards earlier chunks: a server that opens the workspace sends all of them. */
    void reset() {
        started = false;
    }

    /** Appends a chunk; the last one creates the clone. Returns whether the import is complete. */
    boolean acceptChunk(JsonArguments params) throws IOException {
        if (isComplete()) {
            throw new RequestHandler.RequestRejectedException(
                    "the workspace is imported already, at commit " + importedCommit());
        }
        String commit = params.string("commit");
        if (!commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new RequestHandler.RequestRejectedException(
                    "commit: '" + commit + "' is not a full commit id; use 40 or 64 hexadecimal digits");
        }
        if (!started) {
            clearWorkspace();
            Files.createDirectory(workspace.resolve(".git"));
            started = true;
        }
        directory.append(bundle, decodeChunk(params.string("data")));
        if (params.flag("last", false)) {
            started = false;
            createClone(commit);
        }
        return isComplete();
    }

    private void write(Path file, String text) throws IOException {
        directory.write(file, text.getBytes(StandardCharsets.UTF_8));
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
                    "'data' has " + chunk.length + " bytes; a chunk has at most " + MAX_CHUNK_BYTES);
        }
        return chunk;
    }

    /** Keeps the directory itself, because it may be a mount point. */
    private void clearWorkspace() throws IOException {
        try (Stream<Path> entries = Files.list(workspace)) {
            for (Path entry : entries.toList()) {
                FileTree.delete(entry);
            }
        }
    }

    /** Creates a repository with the commit checked out, without template, remote and hooks. */
    private void createClone(String commit) throws IOException {
        try {
            Path repository = workspace.resolve(".git");
            directory.createDirectories(repository.resolve("objects/pack"));
            directory.createDirectories(repository.resolve("objects/info"));
            directory.createDirectories(repository.resolve("refs/heads"));
            write(repository.resolve("HEAD"), "ref: refs/heads/work\n");
            List<String> refs = readRefs();
            boolean partial = refs.contains(PARTIAL);
            write(repository.resolve("config"), gitConfig(commit.length() == SHA256_LENGTH, partial));
            String shallow = refs.stream()
                    .filter(ref -> ref.startsWith(SHALLOW))
                    .map(ref -> ref.substring(SHALLOW.length()) + "\n")
                    .collect(Collectors.joining());
            if (!shallow.isEmpty()) {
                write(repository.resolve("shallow"), shallow);
            }
            git.runWithTrustedConfig(List.of("bundle", "unbundle", bundle.toString()));
            write(repository.resolve("refs/heads/base"), commit + "\n");
            if (partial) {
                String missing = refs.stream()
                        .filter(ref -> ref.startsWith(MISSING))
                        .map(ref ->
                                URLDecoder.decode(ref.substring(MISSING.length()), StandardCharsets.ISO_8859_1) + "\0")
                        .collect(Collectors.joining());
                new PartialClone(workspace, git).checkOut(commit, missing.getBytes(StandardCharsets.ISO_8859_1));
            } else {
                git.runWithTrustedConfig(List.of("checkout", "--quiet", "--force", "-B", "work", commit));
            }
        } catch (ToolExecutionException e) {
            throw new RequestHandler.RequestRejectedException(
                    "cannot create the workspace from the bundle: " + e.getMessage());
        }
        directory.deleteIfExists(bundle);
        Path newMarker = marker.resolveSibling("imported.new");
        Files.writeString(newMarker, commit + "\n");
        Files.move(newMarker, marker, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Replaces {@code git init} and calls of {@code git config}, which would take most of the time. */
    private static String gitConfig(boolean sha256, boolean partial) {
        return """
            [core]
            \trepositoryformatversion = %d
            \tfilemode = true
            \tbare = false
            \tlogallrefupdates = true
            \tautocrlf = false
            [user]
            \tname = Code Agent System
            \temail = agents@codeagent.invalid
            """.formatted(sha256 || partial ? 1 : 0) + (sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : "");
    }

    /** The names of the refs in the header of the bundle: the lines before the first empty one. */
    private List<String> readRefs() throws IOException {
        var refs = new ArrayList<String>();
        try (var in = new BufferedInputStream(RegularFiles.newInputStream(bundle))) {
            var line = new StringBuilder();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.append((char) b);
                } else if (line.isEmpty()) {
                    break;
                } else {
                    refs.add(line.substring(line.indexOf(" ") + 1));
                    line.setLength(0);
                }
            }
        }
        return refs;
    }
}
