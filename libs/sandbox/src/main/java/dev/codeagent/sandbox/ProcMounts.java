package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc} in a bubblewrap sandbox. Files of the kernel belong to root, and so do the sandbox's processes where root runs
 * the server: what a container engine keeps read-only or away is kept so here.
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
