package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.CommitFiles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the files of a commit, or of one of its directories, with git. */
public final class GitCommitFiles implements CommitFiles {
    private static final long MAX_TEXT = 1 << 20;

    private final Git git;
    private final String commit;
    private final String directory;

    /** @param directory paths are relative to it; empty for the root */
    GitCommitFiles(Git git, String commit, String directory) {
        this.git = git;
        this.commit = commit;
        this.directory = directory;
    }

    /** The directory and its parents; the last one is the root, which is empty. */
    static List<String> directoriesUpwards(String directory) {
        var directories = new ArrayList<String>();
        for (String current = directory; !current.isEmpty(); ) {
            directories.add(current);
            current = current.substring(0, Math.max(0, current.lastIndexOf('/')));
        }
        directories.add("");
        return directories;
    }

    private String inCommit(String path) {
        return directory.isEmpty() || path.isEmpty() ? directory + path : directory + "/" + path;
    }

    /** Whether the commit contains the file. */
    boolean contains(String path) {
        return !git.run("ls-tree", "--full-tree", commit, "--", inCommit(path)).isEmpty();
    }

    @Override
    public Set<String> existing(Set<String> paths) {
        if (paths.isEmpty()) {
            return Set.of();
        }
        var command = new ArrayList<>(List.of("ls-tree", "-z", "--name-only", "--full-tree", commit, "--"));
        paths.forEach(path -> command.add(inCommit(path)));
        String names = new String(git.runForBytes(command.toArray(String[]::new)), StandardCharsets.UTF_8);
        var found = new HashSet<>(Arrays.asList(names.split("\0")));
        return paths.stream().filter(path -> found.contains(inCommit(path))).collect(Collectors.toSet());
    }

    @Override
    public Optional<String> readText(String path) {
        String entry = git.run("ls-tree", "--long", "--full-tree", commit, "--", inCommit(path));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        String[] fields = entry.split("\\s+", 5);
        if (!fields[0].startsWith("100") || size(path, fields[3]) > MAX_TEXT) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, path + " must be a regular file of at most " + MAX_TEXT + " bytes");
        }
        return Optional.of(git.run("cat-file", "blob", fields[2]));
    }

    @Override
    public List<Entry> list(String folder) {
        String path = inCommit(folder);
        String tree = commit + (path.isEmpty() ? "^{tree}" : ":" + path);
        if (!git.succeeds("rev-parse", "--verify", "--quiet", tree)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "the project has no directory '" + folder + "' in commit " + commit);
        }
        var all = new ArrayList<Entry>();
        for (String line : new String(
                        git.runForBytes("ls-tree", "-r", "-z", "--long", "--full-tree", tree), StandardCharsets.UTF_8)
                .split("\0")) {
            String[] parts = line.split("\t", 2);
            String[] fields = parts[0].split("\\s+");
            if (parts.length == 2 && fields[1].equals("blob")) {
                all.add(new Entry(parts[1], fields[0], fields[2], size(parts[1], fields[3])));
            }
        }
        return all;
    }

    @Override
    public Map<String, byte[]> readBlobs(List<String> blobs) {
        byte[] input = String.join("\n", blobs).concat("\n").getBytes(StandardCharsets.US_ASCII);
        Git.CommandResult result = git.call(Map.of(), input, List.of("cat-file", "--batch"));
        byte[] output = result.output();
        var contents = new HashMap<String, byte[]>();
        int position = 0;
        while (position < output.length) {
            int end = position;
            while (output[end] != '\n') {
                end++;
            }
            String[] header = new String(output, position, end - position, StandardCharsets.US_ASCII).split(" ");
            if (header.length != 3) {
                break;
            }
            int size = Integer.parseInt(header[2]);
            contents.put(header[0], Arrays.copyOfRange(output, end + 1, end + 1 + size));
            position = end + 1 + size + 1;
        }
        if (result.exitCode() != 0 || !contents.keySet().containsAll(blobs)) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "git cat-file failed: " + result.error());
        }
        return contents;
    }

    /** @param size as git prints it; no number if the object is missing */
    private static long size(String path, String size) {
        if (!size.matches("[0-9]+")) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the content of " + path + " is missing in the project's clone, and the server fetches nothing;"
                            + " fetch it with `git checkout HEAD -- " + path
                            + "` or `git fetch --refetch --no-filter`");
        }
        return Long.parseLong(size);
    }
}
