package dev.codeagent.projects;

import dev.codeagent.diagnostics.ProcessProbe;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Git LFS, the only filter that the server's git runs: the program that the server finds on its own PATH, with this
 * configuration. It reads and stores objects of the user's repository, and fetches none.
 *
 * @param program the path of {@code git-lfs}
 * @param storage the directory with the objects
 */
record LfsFilter(Path program, Path storage) {
    private static final int MAX_ENTRIES = 1_000;

    /** Empty if the program is not installed; its files then stay as they are in HEAD. */
    static Optional<LfsFilter> find(Path commonDir, Map<String, String> serverEnvironment) {
        Path storage = commonDir.resolve("lfs");
        if (RepositoryFiles.isRealDirectory(storage)) {
            checkStorage(storage);
        }
        return ProcessProbe.findOnPath(serverEnvironment, "git-lfs")
                .map(program -> new LfsFilter(program.toAbsolutePath(), storage));
    }

    /** No part may be a link, because the filter writes there. */
    private static void checkStorage(Path storage) {
        RepositoryFiles.requirePlainEntries(storage, true, MAX_ENTRIES);
        Path objects = storage.resolve("objects");
        RepositoryFiles.requirePlainEntries(objects, true, MAX_ENTRIES);
        if (Files.isDirectory(objects)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(objects, Files::isDirectory)) {
                for (Path directory : directories) {
                    RepositoryFiles.requirePlainEntries(directory, true, MAX_ENTRIES);
                }
            } catch (IOException e) {
                throw RepositoryFiles.unreadable(objects, e);
            }
        }
    }

    /** The sections of the configuration file. */
    String toFile() {
        String command = "\"'" + escape(program.toString().replace("'", "'\\''")) + "' ";
        return "[filter \"lfs\"]\n"
                + "\tclean = " + command + "clean -- %f\"\n"
                + "\tsmudge = " + command + "smudge --skip -- %f\"\n"
                + "\tprocess = " + command + "filter-process --skip\"\n"
                + "\trequired = true\n"
                + "[lfs]\n\tstorage = \"" + escape(storage.toString()) + "\"\n";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
