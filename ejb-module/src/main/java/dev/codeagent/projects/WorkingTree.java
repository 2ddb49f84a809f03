package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The user's working tree; only an apply that the user requested changes it. */
record WorkingTree(Git git) {

    /**
     * Changes the files from one tree to another; if this fails halfway, restores them.
     *
     * @param from the current content of the files
     * @throws AgentException CONFLICT if the change does not apply; WORKSPACE_FAILED if the files were restored
     */
    void update(String from, String to) {
        byte[] patch = git.runForBytes(
                "diff-tree",
                "-r",
                "-p",
                "--binary",
                "--full-index",
                "--no-renames",
                "--no-ext-diff",
                "--no-textconv",
                from,
                to);
        requireSuccess(apply(patch, "--check"), "");
        Git.CommandResult applied = apply(patch);
        if (applied.exitCode() != 0) {
            restore(from, RunPatch.between(git, from, to));
            requireSuccess(applied, "; its previous content was restored");
        }
    }

    private static void requireSuccess(Git.CommandResult result, String more) {
        if (result.exitCode() != 0) {
            String reason =
                    String.join(" / ", result.error().strip().lines().limit(10).toList());
            throw new AgentException(
                    more.isEmpty() ? ErrorCode.CONFLICT : ErrorCode.WORKSPACE_FAILED,
                    "the working tree cannot be changed: " + reason + more);
        }
    }

    private Git.CommandResult apply(byte[] patch, String... options) {
        var arguments = new ArrayList<>(List.of("apply", "--binary", "--whitespace=nowarn"));
        arguments.addAll(List.of(options));
        arguments.add("-");
        return git.call(Map.of(), patch, arguments);
    }

    private void restore(String tree, RunPatch change) {
        Git.withTemporaryIndex(file -> {
            new TemporaryIndex(git, file).readTree(tree);
            var names = new ByteArrayOutputStream();
            for (RunPatch.FileDiff changed : change.files()) {
                if (changed.before().isPresent()) {
                    names.writeBytes((changed.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    delete(changed.name());
                }
            }
            return git.runWithIndex(file, names.toByteArray(), "checkout-index", "-f", "-z", "--stdin");
        });
    }

    /** Whether the path is a directory and not a link. */
    boolean isDirectory(String name) {
        return Files.isDirectory(toPath(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** @param name the bytes of the path, each as one character */
    private Path toPath(String name) {
        var encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.ISO_8859_1)) {
            encoded.append(b == '/' ? "/" : String.format("%%%02X", b & 0xff));
        }
        String root = git.workTree().toAbsolutePath().toUri().getRawPath();
        return Path.of(URI.create("file://" + root + (root.endsWith("/") ? "" : "/") + encoded));
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(toPath(name));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot delete " + name + ": " + e.getMessage(), e);
        }
    }
}
