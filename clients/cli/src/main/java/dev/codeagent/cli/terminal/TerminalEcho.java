package dev.codeagent.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Whether the terminal of this process shows the keys that are pressed. While lines are redrawn in place it must not: it
 * would write them where the cursor is. The terminal keeps what is typed, and the shell reads it afterwards.
 */
public final class TerminalEcho {
    private static final File TERMINAL = new File("/dev/tty");
    private static final Path PROCESS = Path.of("/proc/self/stat");
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;

    private TerminalEcho() {}

    /** Hides keys until the result is closed, or the process ends. Does nothing where that is not possible. */
    public static Hidden hide() {
        // A process in the background that changes the terminal is stopped.
        if (!TERMINAL.exists() || !isInForeground(readProcess()) || !stty("-echo")) {
            return () -> {};
        }
        var restore = new Thread(() -> stty("echo"), "terminal-echo");
        Runtime.getRuntime().addShutdownHook(restore);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(restore);
                stty("echo");
            } catch (IllegalStateException e) {
                // The process ends, and the hook shows keys again.
            }
        };
    }

    /** Ends the hiding of keys. */
    public interface Hidden extends AutoCloseable {
        @Override
        void close();
    }

    private static String readProcess() {
        try {
            return Files.readString(PROCESS);
        } catch (IOException e) {
            return ""; // Not on this system.
        }
    }

    /** @param process the process in the form of Linux; its name is in parentheses and may contain any character */
    static boolean isInForeground(String process) {
        String[] fields =
                process.substring(process.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > FOREGROUND_GROUP && fields[GROUP].equals(fields[FOREGROUND_GROUP]);
    }

    private static boolean stty(String setting) {
        try {
            Process stty = new ProcessBuilder("stty", setting)
                    .redirectInput(TERMINAL)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
