package dev.codeagent.sandbox.images;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.TarFile;
import dev.codeagent.projects.CommitFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a build may copy: those of the commit, without what {@code .dockerignore} leaves out. */
final class BuildContext {
    /** The Dockerfile may lie outside of the context, so it gets a name of its own. */
    static final String DOCKERFILE = ".codeagent-dockerfile";

    private static final long MOST_BYTES = 512L << 20;
    private static final long MOST_BYTES_OF_ONE = 128L << 20;
    private static final int MOST_FILES = 50_000;
    private static final long AT_ONCE = 8L << 20;
    private static final String IGNORE = ".dockerignore";

    private final CommitFiles files;
    private final Recipe recipe;
    private final String dockerfile;
    private final List<CommitFiles.Entry> entries;

    private BuildContext(CommitFiles files, Recipe recipe, String dockerfile, List<CommitFiles.Entry> entries) {
        this.files = files;
        this.recipe = recipe;
        this.dockerfile = dockerfile;
        this.entries = entries;
    }

    /** SANDBOX_FAILED where the Dockerfile is missing or there is too much. */
    static BuildContext of(CommitFiles files, Recipe recipe, String source) {
        String dockerfile = files.text(recipe.dockerfile())
                .orElseThrow(() -> failed(
                        source + " names " + recipe.dockerfile() + ", which the commit does not have; commit it"));
        String prefix = recipe.context().isEmpty() ? "" : recipe.context() + "/";
        IgnoreFile ignored = IgnoreFile.read(files.text(prefix + IGNORE).orElse(""));
        List<CommitFiles.Entry> entries = files.below(recipe.context()).stream()
                .filter(e -> !ignored.ignores(e.path())
                        && !e.path().equals(DOCKERFILE)
                        && !e.path().equals(IGNORE))
                .toList();
        long bytes = entries.stream().mapToLong(CommitFiles.Entry::size).sum();
        if (bytes > MOST_BYTES || entries.size() > MOST_FILES) {
            throw failed(
                    "the build of " + recipe.dockerfile() + " would be sent " + entries.size() + " files with " + bytes
                            + " bytes; at most " + MOST_FILES + " files with " + MOST_BYTES
                            + " bytes are: name a smaller context in "
                            + SandboxFile.PATH + ", or leave something out in " + prefix + IGNORE);
        }
        entries.stream().filter(e -> e.size() > MOST_BYTES_OF_ONE).findFirst().ifPresent(e -> {
            throw failed("the build of " + recipe.dockerfile() + " would be sent " + prefix + e.path()
                    + ", which has more than " + MOST_BYTES_OF_ONE + " bytes; leave it out in " + prefix + IGNORE);
        });
        return new BuildContext(files, recipe, dockerfile, entries);
    }

    private static AgentException failed(String reason) {
        return new AgentException(ErrorCode.SANDBOX_FAILED, reason);
    }

    /** 16 hexadecimal digits that change with all that goes into the build, but for images that it begins with. */
    String digest() {
        var text = new StringBuilder(dockerfile)
                .append('\0')
                .append(recipe.target())
                .append('\0');
        new TreeMap<>(recipe.args())
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\0'));
        entries.forEach(e -> text.append(e.mode())
                .append(' ')
                .append(e.blob())
                .append(' ')
                .append(e.path())
                .append('\0'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As an archive. */
    InputStream tar() {
        try (var tar = new TarFile()) {
            tar.file(DOCKERFILE, false, dockerfile.getBytes(StandardCharsets.UTF_8));
            // The engine leaves out what this names, so a COPY of all copies neither.
            tar.file(IGNORE, false, (DOCKERFILE + "\n" + IGNORE + "\n").getBytes(StandardCharsets.UTF_8));
            var some = new ArrayList<CommitFiles.Entry>();
            long bytes = 0;
            for (CommitFiles.Entry entry : entries) {
                some.add(entry);
                bytes += entry.size();
                if (bytes > AT_ONCE || some.size() > 1000) {
                    add(tar, some);
                    some.clear();
                    bytes = 0;
                }
            }
            add(tar, some);
            return tar.done();
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the files of a build cannot be archived: " + e.getMessage(), e);
        }
    }

    private void add(TarFile tar, List<CommitFiles.Entry> some) throws IOException {
        if (some.isEmpty()) {
            return;
        }
        Map<String, byte[]> contents = files.contents(
                some.stream().map(CommitFiles.Entry::blob).distinct().toList());
        for (CommitFiles.Entry entry : some) {
            byte[] content = contents.get(entry.blob());
            if (entry.link()) {
                tar.link(entry.path(), new String(content, StandardCharsets.UTF_8));
            } else {
                tar.file(entry.path(), entry.executable(), content);
            }
        }
    }
}
