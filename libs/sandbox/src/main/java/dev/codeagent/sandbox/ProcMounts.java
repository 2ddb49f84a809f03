package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mounts in {@code /proc} of a bubblewrap sandbox. Kernel files belong to root, and so do the processes of the
 * sandbox if root runs the server: files that container engines mask or make read-only are masked or read-only here
 * too.
 */
final class ProcMounts {
    private static final List<String> READ_ONLY = List.of(
            "sys",
            "sysrq-trigger",
            "irq",
            "bus",
            "fs",
            "mtrr",
            "acpi",
            "scsi",
            "driver",
            "dynamic_debug",
            "asound",
            "pressure");

    private static final List<String> HIDDEN = List.of(
            "kcore",
            "keys",
            "kmsg",
            "kpagecount",
            "kpageflags",
            "kpagecgroup",
            "latency_stats",
            "pagetypeinfo",
            "sched_debug",
            "slabinfo",
            "timer_list",
            "timer_stats",
            "vmallocinfo");

    private ProcMounts() {}

    static List<String> mountArguments() {
        var arguments = new ArrayList<>(List.of("--proc", "/proc"));
        existing(READ_ONLY).forEach(file -> arguments.addAll(List.of("--ro-bind", file, file)));
        existing(HIDDEN).forEach(file -> arguments.addAll(List.of("--ro-bind", "/dev/null", file)));
        return arguments;
    }

    private static List<String> existing(List<String> entries) {
        return entries.stream()
                .map(name -> "/proc/" + name)
                .filter(file -> Files.exists(Path.of(file)))
                .toList();
    }
}
