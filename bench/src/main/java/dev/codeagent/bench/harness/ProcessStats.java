package dev.codeagent.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time and memory of a process from Linux' {@code /proc}, see proc(5). */
public final class ProcessStats {
    /** The unit of times in {@code stat} ({@code getconf CLK_TCK}), the same on all platforms of Linux. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessStats() {}

    /** Returns the CPU seconds of all threads of the process so far, without its children. */
    public static double cpuSeconds(long pid) throws IOException {
        return sumTicks(pid, USER, SYSTEM);
    }

    /** Returns the CPU seconds of all ended descendants of this process. */
    public static double childrenCpuSeconds() throws IOException {
        return sumTicks(ProcessHandle.current().pid(), CHILDREN_USER, CHILDREN_SYSTEM);
    }

    private static double sumTicks(long pid, int one, int other) throws IOException {
        String[] fields = readStat(pid);
        return (Long.parseLong(fields[one]) + Long.parseLong(fields[other])) / TICKS_PER_SECOND;
    }

    /** Returns the number of the process's threads; Java's virtual threads are not among them. */
    public static int threads(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return Math.toIntExact(tasks.count());
        }
    }

    /** Returns the resident memory in megabytes. */
    public static double residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("/proc/" + pid + "/status has no VmRSS; has the process ended?"))
                / 1024.0;
    }

    /** Returns the fields after the program's name, which may contain blanks; the first one is the state. */
    private static String[] readStat(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }
}
