package dev.codeagent.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The class data sharing (CDS) archive of the server beside its jar: Java maps it instead of reading and verifying
 * 16,000 classes. The build creates it. If it is missing or was created by another Java, the server's Java writes a new
 * one on exit, for the next start.
 */
final class CdsArchive {
    private CdsArchive() {}

    /** JVM options for the archive. Deletes an archive older than the jar: it costs memory and has no effect. */
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
