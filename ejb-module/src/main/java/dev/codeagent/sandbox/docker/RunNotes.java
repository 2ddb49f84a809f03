package dev.codeagent.sandbox.docker;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Remembers in which volumes a run works, on this machine's own disk. */
record RunNotes(Path folder) {
    private static final String PARTIAL = ".new";

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

    /** The volumes of all runs of this data directory. */
    Set<String> volumes() {
        var all = new HashSet<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file -> !partial(file))) {
            for (Path file : files) {
                all.addAll(Files.readAllLines(file));
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw failed(folder, e);
        }
        return all;
    }

    private static boolean partial(Path file) {
        return file.getFileName().toString().endsWith(PARTIAL);
    }

    void keep(RunId run, Slot.Volumes volumes) {
        Path file = folder.resolve(run.value());
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve(run.value() + PARTIAL);
            Files.writeString(partial, volumes.workspace() + "\n" + volumes.results() + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static AgentException failed(Path file, Exception e) {
        return new AgentException(
                ErrorCode.WORKSPACE_FAILED, file + " cannot be read or written: " + e.getMessage(), e);
    }
}
