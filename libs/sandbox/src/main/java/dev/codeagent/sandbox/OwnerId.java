package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The id that distinguishes the containers of one data directory from others on the same engine. */
public final class OwnerId {
    private OwnerId() {}

    /** Created once for each data directory: 12 letters or digits. */
    public static String loadOrCreate(Path data) {
        Path file = data.resolve("sandbox").resolve("owner");
        try {
            Files.createDirectories(file.getParent());
            try {
                String id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
                Files.writeString(file, id, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
                return id;
            } catch (FileAlreadyExistsException e) {
                return Files.readString(file).strip();
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION, file + " cannot be read or written: " + e.getMessage(), e);
        }
    }
}
