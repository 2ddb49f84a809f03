package dev.codeagent.cli.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The file with the typed lines, which only its user can read, and which lines it gets. */
final class HistoryFile {
    /** Longer lines would fill the screen when they are called back. */
    private static final int MAX_CHARS = 4_000;

    /** A key as the value of an option, in any command. */
    private static final Pattern KEY = Pattern.compile("(?s).*(^|\\s)--(key|token|password)([=\\s]).*");

    private HistoryFile() {}

    /** In the directory for state of the desktop's conventions if it is set, else beside the user's settings. */
    static Path location(Map<String, String> environment, Path home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        return Path.of(state).isAbsolute()
                ? Path.of(state, "codeagent", "history")
                : home.resolve(".codeagent").resolve("history");
    }

    /** Creates the file if it is missing, and closes it for other users. */
    static Path prepare(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        if (!Files.exists(file)) {
            Path empty = Files.createTempFile(file.toAbsolutePath().getParent(), "history", ".new");
            Files.move(empty, file); // A new temporary file is readable for its user alone.
        }
        File access = file.toFile();
        if (!(access.setReadable(false, false)
                && access.setReadable(true, true)
                && access.setWritable(false, false)
                && access.setWritable(true, true))) {
            return file; // A file system without permissions.
        }
        return file;
    }

    /** A line that begins with a blank is not kept, as in a shell. */
    static boolean keeps(String line) {
        return !line.isBlank()
                && !line.startsWith(" ")
                && line.length() <= MAX_CHARS
                && !KEY.matcher(line).matches();
    }
}
