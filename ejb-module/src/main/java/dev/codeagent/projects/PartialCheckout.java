package dev.codeagent.projects;

import dev.codeagent.api.run.LeftOutPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks out a commit in a clone that does not have all of its objects, for example because the user's sparse checkout
 * leaves files out. Git then treats what is missing as not checked out, and never as deleted.
 *
 * @param git the new repository, with the objects that are there
 */
record PartialCheckout(Git git, String commit) {
    /** A file in the git directory with the paths that are missing, each followed by a NUL; the executor reads it. */
    static final String MISSING_FILES = "codeagent-missing";
    /** Marks the objects as those of a partial clone. The remote has no address, so nothing is fetched. */
    private static final String CONFIG = "[core]\n\trepositoryFormatVersion = 1\n[extensions]\n"
            + "\tpartialClone = project\n[remote \"project\"]\n\tpromisor = true\n";

    private static final String REASON = "the partial clone does not have its content, and the server fetches nothing;"
            + " `git fetch --refetch --no-filter` gets everything, and `git sparse-checkout add` a directory";

    void create() throws IOException {
        byte[] missing = String.join(
                        "",
                        missingFiles(git, commit).stream().map(n -> n + "\0").toList())
                .getBytes(StandardCharsets.ISO_8859_1);
        Path index = git.gitDir().resolve("index");
        git.run("read-tree", commit);
        if (missing.length > 0) {
            git.runWithIndex(index, missing, "update-index", "-z", "--skip-worktree", "--stdin");
            Files.write(git.gitDir().resolve(MISSING_FILES), missing);
        }
        git.run("checkout-index", "--all", "--quiet", "--force", "--index");
        git.run("symbolic-ref", "HEAD", "refs/heads/work");
        git.run("update-ref", "refs/heads/work", commit);
        try (DirectoryStream<Path> packs = Files.newDirectoryStream(git.gitDir().resolve("objects/pack"), "*.pack")) {
            for (Path pack : packs) {
                Files.createFile(Path.of(pack.toString().replaceFirst("pack$", "promisor")));
            }
        }
        Files.writeString(git.gitDir().resolve("config"), CONFIG, StandardOpenOption.APPEND);
    }

    /** The files of a commit whose content a repository does not have; names are bytes, each as one character. */
    static List<String> missingFiles(Git git, String commit) {
        Map<String, String> blobs = new LinkedHashMap<>();
        byte[] listing = git.runForBytes("ls-tree", "-r", "-z", "--full-tree", commit);
        for (String entry : new String(listing, StandardCharsets.ISO_8859_1).split("\0")) {
            String[] fields = entry.split("[ \t]", 4);
            if (fields.length == 4 && fields[1].equals("blob")) {
                blobs.put(fields[3], fields[2]);
            }
        }
        var input = new ByteArrayOutputStream();
        new HashSet<>(blobs.values())
                .forEach(blob -> input.writeBytes((blob + "\n").getBytes(StandardCharsets.US_ASCII)));
        var arguments = List.of("cat-file", "--batch-check");
        var missing = new HashSet<String>();
        Git.requireSuccess(arguments, git.call(Map.of(), input.toByteArray(), arguments))
                .text()
                .lines()
                .filter(line -> line.endsWith(" missing"))
                .forEach(line -> missing.add(line.substring(0, line.indexOf(' '))));
        var names = new ArrayList<String>();
        blobs.forEach((name, blob) -> {
            if (missing.contains(blob)) {
                names.add(name);
            }
        });
        return names;
    }

    /** What {@link #missingFiles} are, with the reason; a directory stands for its files if all of them are missing. */
    static List<LeftOutPath> missingPaths(Git git, String commit) {
        Set<String> missing = new LinkedHashSet<>(missingFiles(git, commit));
        if (missing.isEmpty()) {
            return List.of();
        }
        var directories = new HashSet<String>(); // Those with a file that is there.
        TreeEntries.list(git, commit).keySet().stream()
                .filter(name -> !missing.contains(name))
                .forEach(name -> {
                    for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
                        directories.add(name.substring(0, end));
                    }
                });
        var paths = new LinkedHashSet<String>();
        for (String name : missing) {
            int end = name.indexOf('/');
            while (end > 0 && directories.contains(name.substring(0, end))) {
                end = name.indexOf('/', end + 1);
            }
            paths.add(end > 0 ? name.substring(0, end) : name);
        }
        return paths.stream()
                .map(path -> new LeftOutPath(GitPaths.display(path), REASON))
                .toList();
    }
}
