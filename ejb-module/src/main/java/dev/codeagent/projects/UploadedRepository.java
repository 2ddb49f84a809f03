package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The repository of a project whose files a client has. It has no working tree: the commit HEAD has the files, and git
 * never writes one of them to the server's disk outside of a workspace.
 *
 * @param directory in the data directory; empty except for {@code .git}
 */
record UploadedRepository(Path directory) {
    /** A file in the view of such a repository. */
    static final String MARKER = "files-in-head";

    private static final Logger LOG = Logger.getLogger(UploadedRepository.class.getName());
    private static final String REF = "refs/heads/uploaded";
    private static final String QUARANTINE = "quarantine";
    private static final int MAX_PATH = 4_000;
    private static final int MAX_FILES = 500_000;
    private static final int MAX_MARKER = 100;
    private static final int MANY_PACKS = 15;

    /** Each object is read once, and a file of the pack may be as large as the quota. */
    private static final GitProcess.Limits CHECK =
            new GitProcess.Limits(Duration.ofMinutes(10), Duration.ofSeconds(60), 1 << 20, 2L << 30);

    /** Trees that contain others many times have more files than can be listed. */
    private static final GitProcess.Limits LISTING =
            new GitProcess.Limits(Duration.ofMinutes(2), Duration.ofSeconds(60), 64 << 20, 2L << 30);

    private static final Path NO_INPUT = Path.of("/dev/null");

    /**
     * What objects of clients may be like. Old commits have harmless defects, which every host of repositories accepts;
     * all others are errors, such as names like {@code .git} and links instead of git's own files.
     */
    private static final String STRICT = "--strict=zeroPaddedFilemode=ignore,missingSpaceBeforeDate=ignore,"
            + "missingSpaceBeforeEmail=ignore,missingNameBeforeEmail=ignore,badTimezone=ignore,badDate=ignore,"
            + "badDateOverflow=ignore,badEmail=ignore,badName=ignore,missingTaggerEntry=ignore,badTagName=ignore";

    static UploadedRepository of(Path projectData) {
        return new UploadedRepository(projectData.resolve("upload"));
    }

    private Path gitDir() {
        return directory.resolve(".git");
    }

    private Git git() {
        return new Git(gitDir(), directory);
    }

    /** The commit with the files; empty before the first upload. */
    String commit() {
        if (!Files.isDirectory(gitDir())) {
            return "";
        }
        var result = git().call(java.util.Map.of(), new byte[0], List.of("rev-parse", "--verify", "--quiet", REF));
        return result.exitCode() == 0 ? result.text().strip() : "";
    }

    /** The size of its files. */
    long storedBytes() throws IOException {
        if (!Files.isDirectory(gitDir())) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(gitDir())) {
            return files.mapToLong(UploadedRepository::size).sum();
        }
    }

    private static long size(Path file) {
        return RepositoryFiles.attributes(file)
                .filter(java.nio.file.attribute.BasicFileAttributes::isRegularFile)
                .map(java.nio.file.attribute.BasicFileAttributes::size)
                .orElse(0L);
    }

    /**
     * Checks the objects of a bundle in a directory of their own, and then makes its commit the files of the project.
     *
     * @param maxBytes the most bytes of all files of the commit together
     * @throws AgentException INVALID_VALUE if an object is refused; CONFLICT if the bundle continues another commit
     */
    void adopt(UploadBundle bundle, long maxBytes) throws IOException {
        create(bundle.sha256());
        String current = commit();
        if (bundle.commit().equals(current)) {
            return; // The server was killed before its answer.
        }
        if (bundle.base().isPresent() && !bundle.base().get().equals(current)) {
            throw new AgentException(
                    ErrorCode.CONFLICT,
                    "the upload continues the commit " + bundle.base().get() + ", and the server has "
                            + (current.isEmpty() ? "none" : current)
                            + "; ask for its state and send the difference to it");
        }
        deleteRemains();
        // A git process of a server that was killed may still write to the directory of its own.
        Path quarantine = Files.createTempDirectory(directory, QUARANTINE);
        try {
            Git git = git().withObjects(quarantine.resolve("objects"));
            Path pack = bundle.extractPack(quarantine.resolve("pack"));
            requireSuccess(git.callWithFile(pack, CHECK, List.of("index-pack", "--stdin", "--fix-thin", STRICT)));
            Files.delete(pack);
            requireComplete(git, bundle.commit(), current);
            requireFiles(git, bundle.commit(), maxBytes);
            move(quarantine.resolve("objects/pack"), gitDir().resolve("objects/pack"));
            git().run("update-ref", REF, bundle.commit());
        } finally {
            deleteRemains();
        }
        joinPacks();
    }

    /** Deletes what this upload, or one of a server that was killed, leaves. */
    private void deleteRemains() throws IOException {
        Files.deleteIfExists(gitDir().resolve(REF + ".lock"));
        try (DirectoryStream<Path> remains = Files.newDirectoryStream(directory, QUARANTINE + "*")) {
            for (Path quarantine : remains) {
                SecureTreeDeleter.delete(quarantine);
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.log(Level.INFO, "a process still writes below " + directory + "; the next upload deletes it", e);
        }
    }

    private void create(boolean sha256) throws IOException {
        if (!Files.exists(gitDir())) {
            Path partial = directory.resolve("new");
            SecureTreeDeleter.delete(partial);
            Files.createDirectories(directory);
            var git = new Git(partial, directory);
            git.run("init", "--quiet", "--template=", "--object-format=" + (sha256 ? "sha256" : "sha1"));
            git.run("symbolic-ref", "HEAD", REF);
            Files.createDirectories(partial.resolve("objects/pack"));
            Files.move(partial, gitDir(), StandardCopyOption.ATOMIC_MOVE);
        }
        String format = git().run("rev-parse", "--show-object-format");
        if (sha256 != format.equals("sha256")) {
            throw UploadBundle.refused("its ids are not " + format + " like those of the project");
        }
    }

    private static void requireSuccess(Git.CommandResult result) {
        if (result.exitCode() != 0) {
            if (result.error().contains("No space left")) {
                throw new AgentException(
                        ErrorCode.STORAGE_FULL, "the disk of the server is full; the upload is not used");
            }
            throw UploadBundle.refused("git refuses its objects ("
                    + String.join(" / ", result.error().strip().lines().limit(3).toList()) + ")");
        }
    }

    /** Everything that the commit needs is there: a run fails later otherwise. */
    private static void requireComplete(Git git, String commit, String current) {
        if (!git.run("cat-file", "-t", commit).equals("commit")) {
            throw UploadBundle.refused(commit + " is not a commit");
        }
        var arguments = new java.util.ArrayList<>(List.of("rev-list", "--objects", "--quiet", commit));
        if (!current.isEmpty()) {
            arguments.addAll(List.of("--not", current));
        }
        requireSuccess(git.call(java.util.Map.of(), new byte[0], arguments));
    }

    private static void requireFiles(Git git, String commit, long maxBytes) {
        long bytes = 0;
        int files = 0;
        for (String entry : GitPaths.split(list(git, commit))) {
            String name = entry.substring(entry.indexOf('\t') + 1);
            String size = entry.substring(0, entry.indexOf('\t')).split("\\s+")[3];
            bytes += size.equals("-") ? 0 : Long.parseLong(size);
            if (name.length() > MAX_PATH || ++files > MAX_FILES) {
                throw UploadBundle.refused(
                        name.length() > MAX_PATH
                                ? "the path " + GitPaths.display(name.substring(0, 200)) + "… is too long"
                                : "it has more than " + MAX_FILES + " files");
            }
            if (bytes > maxBytes) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE,
                        "the files of the upload have more than " + (maxBytes >> 20)
                                + " MiB together (uploads.quotaMegabytes); remove large files, or ignore them in"
                                + " .gitignore");
            }
        }
    }

    private static byte[] list(Git git, String commit) {
        try {
            var result = git.callWithFile(
                    NO_INPUT, LISTING, List.of("ls-tree", "-r", "-z", "--long", "--full-tree", commit));
            requireSuccess(result);
            return result.output();
        } catch (AgentException e) {
            throw e.code() == ErrorCode.WORKSPACE_FAILED
                    ? UploadBundle.refused("its files cannot be listed (" + e.getMessage() + ")")
                    : e;
        }
    }

    /** An index makes its pack visible, so it comes last. */
    private static void move(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.sorted(java.util.Comparator.comparing(
                            path -> path.toString().endsWith(".idx")))
                    .toList()) {
                Files.move(
                        file,
                        target.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Each upload is a pack, and git searches all of them. */
    private void joinPacks() throws IOException {
        try (Stream<Path> files = Files.list(gitDir().resolve("objects/pack"))) {
            if (files.filter(path -> path.toString().endsWith(".pack")).count() <= MANY_PACKS) {
                return;
            }
        }
        try {
            // Snapshots of runs need objects that no ref reaches here.
            git().run("repack", "-a", "-d", "--keep-unreachable", "--quiet");
        } catch (AgentException e) {
            LOG.log(Level.WARNING, "the packs of " + directory + " cannot be joined; the next upload tries again", e);
        }
    }

    /**
     * Marks the view of this repository, which has to have files. Its index is that of the commit, because git reads
     * the attributes there that it does not find in a working tree.
     */
    void markView(Path view) {
        synchronized (UploadedRepository.class) {
            byte[] commit = commit().getBytes(StandardCharsets.US_ASCII);
            Path marker = view.resolve(MARKER);
            boolean current = RepositoryFiles.read(marker, MAX_MARKER)
                    .filter(content -> Arrays.equals(content, commit))
                    .isPresent();
            if (!current) {
                new Git(view, directory).run("read-tree", "HEAD");
                GitView.replace(marker, commit);
            }
        }
    }
}
