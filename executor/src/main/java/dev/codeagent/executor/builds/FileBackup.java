package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.files.RegularFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of the workspace that a program may change and that are as before afterwards; those that did not exist are deleted. */
record FileBackup(LinkFreeDirectory directory, Map<Path, Optional<byte[]>> contents) implements AutoCloseable {

    /** @param directory contains the files */
    static FileBackup of(LinkFreeDirectory directory, List<Path> files) {
        var contents = new HashMap<Path, Optional<byte[]>>();
        files.forEach(file -> contents.put(file, read(file)));
        return new FileBackup(directory, contents);
    }

    private static Optional<byte[]> read(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(RegularFiles.readAllBytes(file))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        contents.forEach((file, before) -> {
            try {
                Optional<byte[]> after = read(file);
                if (before.isEmpty() && after.isPresent()) {
                    directory.deleteIfExists(file);
                } else if (before.isPresent()
                        && !after.map(now -> Arrays.equals(now, before.get())).orElse(false)) {
                    directory.write(file, before.get());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
