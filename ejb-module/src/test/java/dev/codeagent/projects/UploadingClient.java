package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A client that uploads what a test tells it, with git as a user would call it. */
record UploadingClient(ProjectUploads uploads, ProjectId project, Path folder) {
    static final String REF = UploadBundle.REF;

    /** The output of git with an input. */
    String git(byte[] input, String... arguments) {
        return run(input, arguments).text().strip();
    }

    private Git.CommandResult run(byte[] input, String... arguments) {
        var command = new ArrayList<>(
                List.of("git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "gc.auto=0"));
        command.addAll(List.of(arguments));
        Git.CommandResult result = new GitProcess(command, folder, Map.of(), GitProcess.Limits.STANDARD).run(input);
        assertThat(result.exitCode()).as("%s: %s", command, result.error()).isZero();
        return result;
    }

    String git(String... arguments) {
        return git(new byte[0], arguments);
    }

    /** A bundle of all files of the folder. */
    byte[] bundleOfFiles() throws IOException {
        return bundleOf(commitOfFiles());
    }

    String commitOfFiles() {
        git("add", "-A");
        return git("commit-tree", git("write-tree"), "-m", "files");
    }

    byte[] bundleOf(String commit) throws IOException {
        git("update-ref", REF, commit);
        Path file = Files.createTempFile(folder.getParent(), "b", ".bundle");
        git("bundle", "create", "--quiet", file.toString(), REF);
        byte[] bundle = Files.readAllBytes(file);
        Files.delete(file);
        return bundle;
    }

    /** A bundle of all files of the folder for a server that has those of the base. */
    byte[] differenceTo(String base) {
        String commit = commitOfFiles();
        var bundle = new ByteArrayOutputStream();
        bundle.writeBytes(
                ("# v2 git bundle\n-" + base + "\n" + commit + " " + REF + "\n\n").getBytes(StandardCharsets.US_ASCII));
        bundle.writeBytes(run(
                        (commit + "\n^" + base + "\n").getBytes(StandardCharsets.US_ASCII),
                        "pack-objects",
                        "--revs",
                        "--thin",
                        "--shallow",
                        "--stdout",
                        "--quiet")
                .output());
        return bundle.toByteArray();
    }

    /** A commit with a tree of these entries, which git itself would not write. */
    String commitOf(byte[]... entries) {
        var tree = new ByteArrayOutputStream();
        Arrays.stream(entries).forEach(tree::writeBytes);
        String id = git(tree.toByteArray(), "hash-object", "-t", "tree", "-w", "--literally", "--stdin");
        String text = "tree " + id + "\nauthor a <a@b> 1700000000 +0000\ncommitter a <a@b> 1700000000 +0000\n\nx\n";
        return git(
                text.getBytes(StandardCharsets.UTF_8), "hash-object", "-t", "commit", "-w", "--literally", "--stdin");
    }

    /** An entry of a tree. */
    byte[] entry(String mode, String name, String id) {
        var entry = new ByteArrayOutputStream();
        entry.writeBytes((mode + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
        entry.writeBytes(HexFormat.of().parseHex(id));
        return entry.toByteArray();
    }

    String blob(byte[] content) {
        return git(content, "hash-object", "-w", "--stdin");
    }

    UploadStatus upload(byte[] bundle) {
        String transfer = digest(bundle);
        for (int from = 0; from < bundle.length; from += 100_000) {
            byte[] piece = Arrays.copyOfRange(bundle, from, Math.min(bundle.length, from + 100_000));
            uploads.receive(Caller.LOCAL, project, transfer, from, piece);
        }
        return uploads.finish(Caller.LOCAL, project, transfer);
    }

    static String digest(byte[] bundle) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bundle));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
