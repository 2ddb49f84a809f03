package dev.codeagent.sandbox.images;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.docker.TarBuilder;
import dev.codeagent.sandbox.CommitFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The files that a build may copy: those of the commit, without those that {@code .dockerignore} excludes. */
final class BuildContext {
    /** The Dockerfile may be outside of the context, so it gets its own name. */
    static final String DOCKERFILE = ".codeagent-dockerfile";

    private static final long MAX_BYTES = 512L << 20;
    private static final long MAX_FILE_BYTES = 128L << 20;
    private static final int MAX_FILES = 50_000;
    private static final long BATCH_BYTES = 8L << 20;
    private static final String IGNORE_FILE = ".dockerignore";

    private final CommitFiles files;
    private final ImageBuildSpec buildSpec;
    private final String dockerfile;
    private final List<CommitFiles.Entry> entries;

    private BuildContext(
            CommitFiles files, ImageBuildSpec buildSpec, String dockerfile, List<CommitFiles.Entry> entries) {
        this.files = files;
        this.buildSpec = buildSpec;
        this.dockerfile = dockerfile;
        this.entries = entries;
    }

    /**
     * The context of a build.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if the Dockerfile is missing or the context is too
     *     large
     */
    static BuildContext of(CommitFiles files, ImageBuildSpec buildSpec, String source) {
        String dockerfile = files.readText(buildSpec.dockerfile())
                .orElseThrow(() -> failed(
                        source + " names " + buildSpec.dockerfile() + ", which is not in the commit; commit it"));
        String prefix = buildSpec.context().isEmpty() ? "" : buildSpec.context() + "/";
        DockerIgnore ignored =
                DockerIgnore.parse(files.readText(prefix + IGNORE_FILE).orElse(""));
        List<CommitFiles.Entry> entries = files.list(buildSpec.context()).stream()
                .filter(e -> !ignored.ignores(e.path())
                        && !e.path().equals(DOCKERFILE)
                        && !e.path().equals(IGNORE_FILE))
                .toList();
        long bytes = entries.stream().mapToLong(CommitFiles.Entry::size).sum();
        if (bytes > MAX_BYTES || entries.size() > MAX_FILES) {
            throw failed("the context of " + buildSpec.dockerfile() + " has " + entries.size() + " files with " + bytes
                    + " bytes; the limit is " + MAX_FILES + " files with " + MAX_BYTES
                    + " bytes: set a smaller context in " + SandboxFileReader.PATH + ", or exclude files in " + prefix
                    + IGNORE_FILE);
        }
        entries.stream().filter(e -> e.size() > MAX_FILE_BYTES).findFirst().ifPresent(e -> {
            throw failed("the context of " + buildSpec.dockerfile() + " contains " + prefix + e.path()
                    + ", which has more than " + MAX_FILE_BYTES + " bytes; exclude it in " + prefix + IGNORE_FILE);
        });
        return new BuildContext(files, buildSpec, dockerfile, entries);
    }

    private static AgentException failed(String reason) {
        return new AgentException(ErrorCode.SANDBOX_FAILED, reason);
    }

    /** 16 hexadecimal digits that depend on all inputs of the build, except the base images. */
    String digest() {
        var text = new StringBuilder(dockerfile)
                .append('\0')
                .append(buildSpec.target())
                .append('\0');
        new TreeMap<>(buildSpec.args())
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\0'));
        entries.forEach(e -> text.append(e.mode())
                .append(' ')
                .append(e.blob())
                .append(' ')
                .append(e.path())
                .append('\0'));
        return Sha256.hexOf(text.toString()).substring(0, 16);
    }

    /** The context as a tar archive. */
    InputStream tar() {
        try (var tar = new TarBuilder()) {
            tar.addFile(DOCKERFILE, false, dockerfile.getBytes(StandardCharsets.UTF_8));
            // The engine ignores these files, so that COPY of the whole context copies neither.
            tar.addFile(IGNORE_FILE, false, (DOCKERFILE + "\n" + IGNORE_FILE + "\n").getBytes(StandardCharsets.UTF_8));
            var batch = new ArrayList<CommitFiles.Entry>();
            long bytes = 0;
            for (CommitFiles.Entry entry : entries) {
                batch.add(entry);
                bytes += entry.size();
                if (bytes > BATCH_BYTES || batch.size() > 1000) {
                    addEntries(tar, batch);
                    batch.clear();
                    bytes = 0;
                }
            }
            addEntries(tar, batch);
            return tar.build();
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the files of the build cannot be archived: " + e.getMessage(), e);
        }
    }

    private void addEntries(TarBuilder tar, List<CommitFiles.Entry> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        Map<String, byte[]> contents = files.readBlobs(
                batch.stream().map(CommitFiles.Entry::blob).distinct().toList());
        for (CommitFiles.Entry entry : batch) {
            byte[] content = Objects.requireNonNull(contents.get(entry.blob()));
            if (entry.isLink()) {
                tar.addLink(entry.path(), new String(content, StandardCharsets.UTF_8));
            } else {
                tar.addFile(entry.path(), entry.isExecutable(), content);
            }
        }
    }
}
