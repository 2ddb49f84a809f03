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

/** Records the volumes of each run, on the disk of the server. */
record RunVolumeStore(Path directory) {
    private static final String PARTIAL_SUFFIX = ".new";

    Optional<SandboxContainer.Volumes> find(RunId run) {
        Path file = directory.resolve(run.value());
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            return Optional.of(new SandboxContainer.Volumes(lines.get(0), lines.get(1)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Whether any run of this data directory has used a container. */
    boolean hasRuns() {
        return Files.isDirectory(directory);
    }

    /** The runs of this data directory that have volumes. */
    Set<RunId> runs() {
        var runs = new HashSet<RunId>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> !isPartial(file))) {
            files.forEach(file -> runs.add(new RunId(file.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException e) {
            throw failed(directory, e);
        }
        return runs;
    }

    /** The volumes of all runs of this data directory. */
    Set<String> allVolumeNames() {
        var names = new HashSet<String>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, file -> !isPartial(file))) {
            for (Path file : files) {
                names.addAll(Files.readAllLines(file));
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw failed(directory, e);
        }
        return names;
    }

    private static boolean isPartial(Path file) {
        return file.getFileName().toString().endsWith(PARTIAL_SUFFIX);
    }

    void save(RunId run, SandboxContainer.Volumes volumes) {
        Path file = directory.resolve(run.value());
        try {
            Files.createDirectories(directory);
            Path partial = directory.resolve(run.value() + PARTIAL_SUFFIX);
            Files.writeString(partial, volumes.workspace() + "\n" + volumes.results() + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    void delete(RunId run) {
        Path file = directory.resolve(run.value());
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static AgentException failed(Path file, Exception e) {
        return new AgentException(
                ErrorCode.WORKSPACE_FAILED, file + " cannot be read or written: " + e.getMessage(), e);
    }
}
