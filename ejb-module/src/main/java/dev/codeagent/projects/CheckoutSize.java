package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of the files of a commit: a few kilobytes of objects can expand to more than a disk. */
record CheckoutSize(Git git, String commit) {
    /** What remains free for everything else on the disk. */
    private static final long RESERVE_BYTES = 512L << 20;

    /** @throws AgentException WORKSPACE_FAILED if the files do not fit on the disk of the directory */
    void requireSpace(Path directory) {
        long bytes = bytes();
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            if (bytes > free - RESERVE_BYTES) {
                throw new AgentException(
                        ErrorCode.WORKSPACE_FAILED,
                        "the project's files have " + (bytes >> 20) + " MiB, and the disk of " + directory + " has "
                                + (free >> 20) + " MiB left; remove large files from the project, or free disk space");
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    private long bytes() {
        byte[] listing = git.runForBytes("ls-tree", "-r", "-z", "--long", "--full-tree", commit);
        long sum = 0;
        for (String entry : new String(listing, StandardCharsets.ISO_8859_1).split("\0")) {
            String[] fields = entry.split("\t", 2)[0].split("\\s+");
            if (fields.length == 4 && fields[3].matches("[0-9]+")) {
                sum = Math.addExact(sum, Long.parseLong(fields[3]));
            }
        }
        return sum;
    }
}
