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

/** Remembers which calls were begun, so that one that a crash interrupted is known when it comes again. */
record CallNotes(Path folder) {

    /** Notes the call, on the disk before this returns; whether it had been begun before. */
    boolean begun(RunId run, String call) {
        Path file = folder.resolve(run.value()).resolve(call);
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

    /** Whether a run of this data directory ever had such calls. */
    boolean any() {
        return Files.isDirectory(folder);
    }

    boolean any(RunId run) {
        return Files.isDirectory(folder.resolve(run.value()));
    }

    void forget(RunId run) {
        Path own = folder.resolve(run.value());
        if (!Files.isDirectory(own)) {
            return;
        }
        try (Stream<Path> all = Files.walk(own)) {
            List<Path> deepest = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepest) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new AgentException(ErrorCode.STORAGE_FAILED, own + " cannot be removed: " + e.getMessage(), e);
        }
    }
}
