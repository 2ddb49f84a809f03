package dev.codeagent.persistence.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name of a server among the servers that share a database. It belongs to the data directory, because the
 * workspaces are there.
 */
final class NodeName {
    private NodeName() {}

    /**
     * Returns the name in the file {@code node} of the data directory; creates the file if it is missing.
     *
     * @throws AgentException STORAGE_FAILED if the file cannot be read or written
     */
    static String readOrCreate(Path data) {
        Path file = data.resolve("node");
        try {
            if (Files.notExists(file)) {
                Path partial = Files.createTempFile(data, "node", ".new");
                Files.writeString(partial, "node-" + UUID.randomUUID() + "\n");
                Files.move(partial, file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED,
                    "cannot read or write " + file + ", which contains the name of this server",
                    e);
        }
    }
}
