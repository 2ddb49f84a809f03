package dev.codeagent.sandbox;

/**
 * The resource limits of one sandbox.
 *
 * @param cpus processor time, in processors
 * @param memoryBytes of all its processes and of the files in {@code /tmp}; there is no additional swap
 * @param processes including their threads
 * @param diskBytes of the workspace and the records of the executor
 */
public record ResourceLimits(double cpus, long memoryBytes, int processes, long diskBytes) {

    /** These limits with the non-empty values of a configuration. Sizes end with m or g. */
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
