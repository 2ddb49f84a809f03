package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a project's repository led to outside of the project's directory when the owner added the project. The server
 * follows it as long as it stays the same: what an archive, a build or an agent's patch changes there later is refused.
 *
 * @param file where the record is stored, in the data directory
 */
record RepositoryRecord(Path file) {
    private static final int MAX_BYTES = 1 << 20;

    /** Stores the current state, unless there is a record; a project of an earlier version is recorded at its first use. */
    void createIfAbsent(Map<String, Path> followed) {
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path partial = Files.createTempFile(file.getParent(), "repository", ".new");
            Files.writeString(partial, toText(followed));
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the project's repository cannot be recorded: " + e.getMessage(), e);
        }
    }

    /**
     * Rejects targets that were not recorded. A repository that needs nothing outside is always used.
     *
     * @throws AgentException WORKSPACE_FAILED with both states
     */
    void require(Map<String, Path> followed) {
        String current = toText(followed);
        String recorded = RepositoryFiles.read(file, MAX_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        if (!followed.isEmpty() && !current.equals(recorded)) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the repository of the project leads elsewhere since the project was added: now "
                            + describe(current) + ", then " + describe(recorded)
                            + ". If you changed that yourself, delete " + file
                            + "; the next run records the current state");
        }
    }

    private static String describe(String text) {
        return text.isEmpty()
                ? "nothing outside of its directory"
                : String.join(", ", text.lines().toList());
    }

    private static String toText(Map<String, Path> followed) {
        return followed.entrySet().stream()
                .map(e -> e.getKey() + " -> " + e.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }
}
