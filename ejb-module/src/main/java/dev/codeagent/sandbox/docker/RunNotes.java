package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Remembers in which volumes a run works, on this machine's own disk. */
record RunNotes(Path folder) {

    Optional<Slot.Volumes> find(RunId run) {
        Path file = folder.resolve(run.value());
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return Optional.of(new Slot.Volumes(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Whether a run of this data directory ever worked in a container. */
    boolean any() {
        return Files.isDirectory(folder);
    }

    void keep(RunId run, Slot.Volumes volumes) {
        Path file = folder.resolve(run.value());
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve(run.value() + ".new");
            Files.writeString(partial, volumes.workspace() + "\n" + volumes.results() + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static AgentException failed(Path file, IOException e) {
        return new AgentException(
                ErrorCode.WORKSPACE_FAILED, file + " cannot be read or written: " + e.getMessage(), e);
    }
}
