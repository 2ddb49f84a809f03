package dev.codeagent.projects;

import dev.codeagent.sandbox.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Adds the untracked files of a large working tree to an index part by part, to report progress. {@code git add} then
 * finds them unchanged and adds the rest.
 *
 * @param index the temporary index
 */
record UntrackedFiles(Git git, Path index, ProgressListener listener) {
    /** From here on the user would notice that nothing seems to happen. */
    static final int MANY_FILES = 1_000;

    private static final String EXCLUDE = ":(exclude,top,literal)";
    private static final int PART = 500;
    private static final Duration REPORT_INTERVAL = Duration.ofSeconds(3);

    /** @param pathspecs which files belong to the snapshot */
    void add(List<String> pathspecs) {
        var command = new ArrayList<>(List.of("ls-files", "-z", "-o", "--exclude-standard", "--"));
        command.addAll(pathspecs);
        List<String> names = Arrays.stream(new String(
                                git.runForBytes(environment(), new byte[0], command.toArray(String[]::new)),
                                StandardCharsets.ISO_8859_1)
                        .split("\0"))
                .filter(name -> !name.isEmpty() && !name.endsWith("/"))
                .toList();
        // With a sparse checkout, git add decides which files it takes.
        if (names.size() < MANY_FILES || git.succeeds("config", "--get", "core.sparsecheckout")) {
            return;
        }
        listener.info(
                "workspace.snapshot",
                String.format(
                        "takes a snapshot of %,d untracked files; .gitignore excludes files from it", names.size()));
        long reported = System.nanoTime();
        for (int from = 0; from < names.size(); from += PART) {
            listener.throwIfCancelled();
            var list = new ByteArrayOutputStream();
            names.subList(from, Math.min(names.size(), from + PART))
                    .forEach(name -> list.writeBytes((name + "\0").getBytes(StandardCharsets.ISO_8859_1)));
            // Large files take long.
            git.reporting(listener, "takes a snapshot of the files")
                    .runForBytes(
                            environment(),
                            list.toByteArray(),
                            "update-index",
                            "--add",
                            "--remove",
                            "--replace",
                            "--ignore-skip-worktree-entries",
                            "-z",
                            "--stdin");
            if (System.nanoTime() - reported > REPORT_INTERVAL.toNanos()) {
                reported = System.nanoTime();
                listener.info(
                        GitProgress.CODE,
                        String.format(
                                "takes a snapshot of the files: %,d of %,d",
                                Math.min(names.size(), from + PART), names.size()));
            }
        }
        listener.info("workspace.copy", String.format("copies the project with these %,d files", names.size()));
    }

    /**
     * Adds all files except build output ({@code target} beside a {@code pom.xml}), which is excluded even if no
     * {@code .gitignore} excludes it, unless the project tracks files in it.
     *
     * @param excluded the names of directories that are not added
     */
    static void addAllExceptBuildOutput(
            TemporaryIndex index, IndexListing listing, List<String> excluded, ProgressListener listener) {
        var pathspecs = new ArrayList<>(List.of("."));
        // git add fails if it has to exclude an ignored path, which it does not add anyway.
        index.withoutIgnored(excluded).forEach(name -> pathspecs.add(EXCLUDE + name));
        for (String directory : listing.directoriesWith("pom.xml")) {
            String target = directory + "target";
            // git add fails if it has to exclude an ignored path.
            if (listing.untracked().stream().anyMatch(name -> name.startsWith(target + "/"))
                    && listing.tracked().keySet().stream().noneMatch(name -> GitPaths.isIn(target, name))) {
                pathspecs.add(EXCLUDE + target);
            }
        }
        if (listing.untracked().size() >= MANY_FILES) {
            new UntrackedFiles(index.git(), index.file(), listener)
                    .add(pathspecs.stream().map(GitPaths::display).toList());
        }
        new TemporaryIndex(index.git().reporting(listener, "takes a snapshot of the files"), index.file())
                .addAll(pathspecs);
    }

    private Map<String, String> environment() {
        return Map.of("GIT_INDEX_FILE", index.toString());
    }
}
