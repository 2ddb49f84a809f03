package dev.codeagent.projects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Measures whether a process works: a number that changes while it, or a child, uses the CPU or waits for a disk. */
final class ProcessActivity {
    /** Fields of {@code /proc/PID/stat} after the name of the program: the state, and two times in clock ticks. */
    private static final int STATE = 0;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private ProcessActivity() {}

    /** The sum for the process and its descendants; on a system without {@code /proc} it changes always. */
    static long of(Process process) {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return System.nanoTime();
        }
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            return Stream.concat(Stream.of(process.toHandle()), descendants)
                    .mapToLong(ProcessActivity::of)
                    .sum();
        }
    }

    private static long of(ProcessHandle process) {
        try {
            String stat = new String(
                    Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "stat")),
                    StandardCharsets.ISO_8859_1);
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
            boolean runs = List.of("R", "D").contains(fields.get(STATE)); // D: it waits for a disk.
            return runs
                    ? System.nanoTime()
                    : Long.parseLong(fields.get(USER_TIME)) + Long.parseLong(fields.get(SYSTEM_TIME));
        } catch (IOException e) {
            return System.nanoTime(); // It just ended.
        }
    }
}
