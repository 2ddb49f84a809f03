package dev.codeagent.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process in {@code /proc}. */
public final class ProcessStats {
    /** The kernel's unit for times in {@code stat} ({@code getconf CLK_TCK}), the same on all its platforms. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessStats() {}

    /** CPU seconds of all threads of the process so far, without its children. */
    public static double cpuSeconds(long pid) throws IOException {
        return sumTicks(pid, USER, SYSTEM);
    }

    /** CPU seconds of all processes that this one has started and that have ended, with theirs. */
    public static double childrenCpuSeconds() throws IOException {
        return sumTicks(ProcessHandle.current().pid(), CHILDREN_USER, CHILDREN_SYSTEM);
    }

    private static double sumTicks(long pid, int one, int other) throws IOException {
        String[] fields = readStat(pid);
        return (Long.parseLong(fields[one]) + Long.parseLong(fields[other])) / TICKS_PER_SECOND;
    }

    /** Resident memory in megabytes. */
    public static double residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("process " + pid + " has no memory; has it ended?"))
                / 1024.0;
    }

    /** The fields behind the program's name, which may hold blanks: the first is the state. */
    private static String[] readStat(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }
}
