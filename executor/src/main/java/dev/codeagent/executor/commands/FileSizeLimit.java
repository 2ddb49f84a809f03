package dev.codeagent.executor.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The maximum file size of this process and its children, which its parent process may have set. */
final class FileSizeLimit {
    private static final Pattern LIMITS_LINE = Pattern.compile("(?m)^Max file size +(\\d+|unlimited)");
    private static final long CURRENT_PROCESS = read();

    private FileSizeLimit() {}

    /** Bytes; {@link Long#MAX_VALUE} if unlimited. */
    static long ofCurrentProcess() {
        return CURRENT_PROCESS;
    }

    private static long read() {
        try {
            Matcher line = LIMITS_LINE.matcher(Files.readString(Path.of("/proc/self/limits")));
            return line.find() && !line.group(1).equals("unlimited") ? Long.parseLong(line.group(1)) : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE; // Not Linux.
        }
    }
}
