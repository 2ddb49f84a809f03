package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Records which calls have started, so a call that a crash interrupted is recognised when it is repeated. */
record StartedCallStore(Path directory) {

    /** Records the call, on disk before this returns; returns whether it had started before. */
    boolean markStarted(RunId run, String call) {
        Path file = directory.resolve(run.value()).resolve(call);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[0], StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
            return false;
        } catch (FileAlreadyExistsException e) {
            return true;
        } catch (IOException e) {
            throw new AgentException(ErrorCode.STORAGE_FAILED, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Whether any run of this data directory has made such calls. */
    boolean hasCalls() {
        return Files.isDirectory(directory);
    }

    boolean hasCalls(RunId run) {
        return Files.isDirectory(directory.resolve(run.value()));
    }

    void delete(RunId run) {
        Path runDirectory = directory.resolve(run.value());
        if (!Files.isDirectory(runDirectory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(runDirectory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, runDirectory + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
