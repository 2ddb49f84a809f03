package dev.codeagent.persistence.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The name of a server among those that share a database. It stays with the data directory, where its workspaces are. */
final class NodeName {
    private NodeName() {}

    /** The name in the file {@code node} of the data directory, which is made where it is missing. */
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
                    ErrorCode.STORAGE_FAILED, "cannot read or write " + file + ", which holds this server's name", e);
        }
    }
}
