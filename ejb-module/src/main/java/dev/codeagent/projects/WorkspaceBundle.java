package dev.codeagent.projects;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A git bundle of a commit with its history, as far as the project's clone has it. What a bundle cannot express is
 * named by additional refs in its header: the commits where the history of a shallow clone ends, and that objects of a
 * partial clone are missing.
 *
 * @param repository the project's repository
 * @param ref a ref that points to the commit
 */
record WorkspaceBundle(Git repository, String ref, String commit) {
    /** Refs below it name the commits whose parents are missing. */
    private static final String SHALLOW = "refs/codeagent/shallow/";
    /** The ref of a bundle that does not have all objects of its history. */
    private static final String PARTIAL = "refs/codeagent/partial";

    /** Refs below it name the files of the commit whose content is missing, URL-encoded. */
    private static final String MISSING = "refs/codeagent/missing/";

    private static final int SHA256_LENGTH = 64;

    /** Writes the bundle; nothing is fetched from a remote. */
    void write(Path file) throws IOException {
        if (repository.isPartial()) {
            writePartial(file);
            return;
        }
        repository.run("bundle", "create", repository.progressOption(), file.toString(), ref);
        Set<String> shallow = shallowCommits();
        if (!shallow.isEmpty()) {
            Path plain = Files.move(file, file.resolveSibling(file.getFileName() + ".plain"));
            try (InputStream in = new java.io.BufferedInputStream(Files.newInputStream(plain));
                    OutputStream out = Files.newOutputStream(file)) {
                for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                    writeLine(out, line);
                }
                for (String end : shallow) {
                    writeLine(out, end + " " + SHALLOW + end);
                }
                writeLine(out, "");
                in.transferTo(out);
            } finally {
                Files.delete(plain);
            }
        }
    }

    /**
     * Writes the objects of the bundle as a pack with its index.
     *
     * @param directory the directory {@code objects/pack} of a repository
     * @return the name of the pack without {@code pack-} and extension
     */
    String writePack(Path directory) {
        var command = new ArrayList<>(List.of("pack-objects", repository.progressOption(), "--delta-base-offset"));
        boolean partial = repository.isPartial(); // The history without the objects that the clone does not have.
        byte[] input = partial
                ? repository.runForBytes("rev-list", "--objects", "--missing=allow-any", commit)
                : (commit + "\n").getBytes(StandardCharsets.US_ASCII);
        if (!partial) {
            command.add("--revs");
        }
        command.add(directory.resolve("pack").toString());
        // Git writes the pack into the repository first, where a prune deletes files that seem to be left over.
        return SnapshotRepository.of(repository)
                .writing(() -> Git.requireSuccess(command, repository.call(Map.of(), input, command)))
                .text()
                .strip();
    }

    /** {@code git bundle} requires all objects of the history. */
    private void writePartial(Path file) throws IOException {
        Path directory = Files.createTempDirectory("codeagent-pack");
        try {
            String name = writePack(directory);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                boolean sha256 = commit.length() == SHA256_LENGTH;
                writeLine(out, sha256 ? "# v3 git bundle\n@object-format=sha256" : "# v2 git bundle");
                writeLine(out, commit + " " + ref);
                writeLine(out, commit + " " + PARTIAL);
                for (String path : PartialCheckout.missingFiles(repository, commit)) {
                    writeLine(out, commit + " " + MISSING + URLEncoder.encode(path, StandardCharsets.ISO_8859_1));
                }
                for (String end : shallowCommits()) {
                    writeLine(out, end + " " + SHALLOW + end);
                }
                writeLine(out, "");
                Files.copy(directory.resolve("pack-" + name + ".pack"), out);
            }
        } finally {
            SecureTreeDeleter.delete(directory);
        }
    }

    /** Where the history of the commit ends although it has parents; empty for a clone that is not shallow. */
    Set<String> shallowCommits() throws IOException {
        Path shallow = repository.gitDir().resolve("shallow");
        if (!Files.exists(shallow)) {
            return Set.of();
        }
        var ends = new HashSet<>(Files.readAllLines(shallow, StandardCharsets.US_ASCII));
        ends.retainAll(repository.run("rev-list", commit).lines().toList());
        return ends;
    }

    private static String readLine(InputStream in) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int b = in.read(); b != '\n' && b >= 0; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void writeLine(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
