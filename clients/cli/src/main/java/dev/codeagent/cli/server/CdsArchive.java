package dev.codeagent.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The archive of the server's classes beside its jar: Java maps it instead of reading and verifying 16,000 classes. The
 * build makes it with its own Java. Where it is missing or was made by another Java, the server's Java writes one when it
 * ends, and the next start is fast again.
 */
final class CdsArchive {
    private CdsArchive() {}

    /** Java's options for it. An archive older than the jar costs memory and is of no use: it goes. */
    static List<String> jvmOptions(Path jar) {
        Path file = jar.resolveSibling("codeagent-server.jsa");
        var option = "-XX:SharedArchiveFile=" + file;
        try {
            boolean valid = Files.isRegularFile(file)
                    && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) >= 0;
            if (!Files.isWritable(file.getParent())) {
                return valid ? List.of(option) : List.of();
            }
            if (!valid) {
                Files.deleteIfExists(file);
            }
            return List.of("-XX:+AutoCreateSharedArchive", option);
        } catch (IOException e) {
            return List.of();
        }
    }
}
