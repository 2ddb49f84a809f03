package dev.codeagent.sandbox;

/**
 * What one sandbox may use at most.
 *
 * @param cpus processors' worth of time
 * @param memoryBytes of all its processes and of what lies in {@code /tmp}; there is no swap beside it
 * @param processes with their threads
 * @param diskBytes of the workspace and what the executor notes about it
 */
public record ResourceLimits(double cpus, long memoryBytes, int processes, long diskBytes) {

    /** With what a configuration says instead, as text; empty text changes nothing. Sizes end with m or g. */
    public ResourceLimits withOverrides(String cpus, String memory, String processes, String disk) {
        return new ResourceLimits(
                cpus.isEmpty() ? this.cpus : Double.parseDouble(cpus),
                memory.isEmpty() ? memoryBytes : parseBytes(memory),
                processes.isEmpty() ? this.processes : Integer.parseInt(processes),
                disk.isEmpty() ? diskBytes : parseBytes(disk));
    }

    /** E.g. {@code 3 GB}. */
    static String formatBytes(long bytes) {
        return bytes % (1L << 30) == 0 ? (bytes >> 30) + " GB" : (bytes >> 20) + " MB";
    }

    private static long parseBytes(String size) {
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return number << (size.endsWith("g") ? 30 : 20);
    }
}
