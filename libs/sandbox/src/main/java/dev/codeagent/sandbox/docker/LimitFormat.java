package dev.codeagent.sandbox.docker;

import dev.codeagent.sandbox.ResourceLimits;
import java.util.Locale;

/** Formats limits as readable text. */
final class LimitFormat {
    private LimitFormat() {}

    static String format(ResourceLimits limits) {
        return "at most " + number(limits.cpus()) + " processors, " + bytes(limits.memoryBytes()) + " of memory, "
                + limits.processes() + " processes and " + bytes(limits.diskBytes()) + " of disk";
    }

    private static String bytes(long bytes) {
        return bytes >= 1L << 30 ? number(bytes / (double) (1L << 30)) + " GB" : (bytes >> 20) + " MB";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
