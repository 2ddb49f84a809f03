package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of one commit as the repository has them: no working tree is read, and no link is followed. */
public final class CommitFiles {
    private static final long MAX_TEXT = 1 << 20;

    private final Git git;
    private final String commit;

    CommitFiles(Git git, String commit) {
        this.git = git;
        this.commit = commit;
    }

    /**
     * A file or a link.
     *
     * @param path from the folder that was asked for, with slashes
     * @param mode git's own: 100644, 100755 or 120000
     * @param blob names the content; that of a link is its target
     * @param size in bytes
     */
    public record Entry(String path, String mode, String blob, long size) {
        public boolean isLink() {
            return mode.equals("120000");
        }

        public boolean isExecutable() {
            return mode.equals("100755");
        }
    }

    /**
     * The text of a file; empty where the commit has none.
     *
     * @throws AgentException WORKSPACE_FAILED where it is no file of at most a megabyte
     */
    public Optional<String> readText(String path) {
        String entry = git.run("ls-tree", "--long", "--full-tree", commit, "--", path);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        String[] fields = entry.split("\\s+", 5);
        if (!fields[0].startsWith("100") || Long.parseLong(fields[3]) > MAX_TEXT) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, path + " must be a plain file of at most " + MAX_TEXT + " bytes");
        }
        return Optional.of(git.run("cat-file", "blob", fields[2]));
    }

    /** All files and links below a folder, empty for all of the commit; WORKSPACE_FAILED where it is no folder. */
    public List<Entry> list(String folder) {
        String tree = commit + (folder.isEmpty() ? "^{tree}" : ":" + folder);
        if (!git.succeeds("rev-parse", "--verify", "--quiet", tree)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "the project has no folder '" + folder + "' in commit " + commit);
        }
        var all = new ArrayList<Entry>();
        for (String line : new String(
                        git.runForBytes("ls-tree", "-r", "-z", "--long", "--full-tree", tree), StandardCharsets.UTF_8)
                .split("\0")) {
            String[] parts = line.split("\t", 2);
            String[] fields = parts[0].split("\\s+");
            if (parts.length == 2 && fields[1].equals("blob")) {
                all.add(new Entry(parts[1], fields[0], fields[2], Long.parseLong(fields[3])));
            }
        }
        return all;
    }

    /** The contents of blobs, by their names. All of them are in memory at once, so ask for few. */
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
}
