package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Changes the files of the folder by a patch: all of them, or none. A file records the change until it is complete. */
record LocalApply(ClientGit git, UploadState state) {
    private static final String ABSENT = "000000";

    /** @param commit the snapshot that the patch was made for */
    void apply(String run, String commit, byte[] patch) throws IOException {
        String merged = withIndex(index -> {
            index.run("read-tree", commit);
            index.run(patch, "apply", "--cached", "--binary", "--whitespace=nowarn", "-");
            return index.run("write-tree");
        });
        ClientGit.Result check = git.call(patch, "apply", "--check", "--binary", "--whitespace=nowarn", "-");
        if (check.exitCode() != 0) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "the patch of run " + run + " was not applied, and no file was changed: " + firstLines(check));
        }
        Path partial = state.applyJournal().resolveSibling("apply.new");
        Files.writeString(partial, commit + "\n" + merged + "\n");
        Files.move(partial, state.applyJournal(), StandardCopyOption.ATOMIC_MOVE);
        ClientGit.Result applied = git.call(patch, "apply", "--binary", "--whitespace=nowarn", "-");
        if (applied.exitCode() != 0) {
            recover();
            throw new CliException(
                    ExitCode.REFUSED,
                    "the patch of run " + run + " was not applied, and the files have their previous content: "
                            + firstLines(applied));
        }
        Files.delete(state.applyJournal());
    }

    private static String firstLines(ClientGit.Result result) {
        return result.error().strip().lines().limit(6).collect(Collectors.joining(" / "));
    }

    /** Takes back an apply that was interrupted. A file that has neither content was changed by somebody else since. */
    void recover() throws IOException {
        List<String> journal = UploadState.lines(state.applyJournal());
        if (journal.size() == 2) {
            restore(journal.get(0), journal.get(1));
        }
        Files.deleteIfExists(state.applyJournal());
    }

    /** A file that the patch changes: mode and blob before and after. */
    private record Change(String modeBefore, String modeAfter, String blobAfter) {}

    private void restore(String from, String to) throws IOException {
        Map<String, Change> changes = changes(from, to);
        Map<String, String> current = withIndex(index -> {
            index.run("read-tree", from);
            List<String> files =
                    changes.keySet().stream().filter(name -> !isDirectory(name)).toList();
            index.run(ClientGit.join(files), "update-index", "--add", "--remove", "--replace", "-z", "--stdin");
            var blobs = new LinkedHashMap<String, String>();
            for (String entry : index.names(new byte[0], "ls-files", "-s", "-z")) {
                blobs.put(entry.substring(entry.indexOf('\t') + 1), entry.split(" ")[1]);
            }
            return blobs;
        });
        var restored = new ArrayList<String>();
        for (Map.Entry<String, Change> entry : changes.entrySet()) {
            String name = entry.getKey();
            String blob = current.get(name);
            if (isDirectory(name)
                    || blob != null && !blob.equals(entry.getValue().blobAfter())) {
                continue;
            }
            if (entry.getValue().modeBefore().equals(ABSENT)) {
                Files.deleteIfExists(resolve(name));
            } else {
                restored.add(name);
            }
        }
        if (!restored.isEmpty()) {
            withIndex(index -> {
                index.run("read-tree", from);
                return index.run(ClientGit.join(restored), "checkout-index", "-f", "-z", "--stdin");
            });
        }
    }

    private Map<String, Change> changes(String from, String to) {
        var changes = new LinkedHashMap<String, Change>();
        List<String> fields = git.names(new byte[0], "diff-tree", "-r", "-z", "--no-renames", "--raw", from, to);
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            String[] raw = fields.get(i).substring(1).split(" ");
            changes.put(fields.get(i + 1), new Change(raw[0], raw[1], raw[3]));
        }
        return changes;
    }

    private Path resolve(String name) {
        return git.directory().resolve(ClientGit.display(name));
    }

    private boolean isDirectory(String name) {
        return Files.isDirectory(resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private interface IndexWork<T> {
        T with(ClientGit index) throws IOException;
    }

    private <T> T withIndex(IndexWork<T> work) throws IOException {
        Path directory = Files.createTempDirectory("codeagent-index");
        Path index = directory.resolve("index");
        try {
            return work.with(git.withIndex(index));
        } finally {
            Files.deleteIfExists(index);
            Files.deleteIfExists(directory.resolve("index.lock"));
            Files.deleteIfExists(directory);
        }
    }
}
