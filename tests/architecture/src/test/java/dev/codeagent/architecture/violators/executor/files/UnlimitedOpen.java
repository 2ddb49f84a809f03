package dev.codeagent.architecture.violators.executor.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens a file without a time limit. */
public class UnlimitedOpen {
    String read(Path file) throws IOException {
        return Files.readString(file);
    }
}
