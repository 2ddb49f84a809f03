package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc} in a bubblewrap sandbox. Files of the kernel belong to root, and so do the sandbox's processes where root runs
 * the server: what a container engine keeps read-only or away is kept so here.
 */
final class KernelFiles {
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

    private KernelFiles() {}

    static List<String> mounts() {
        var words = new ArrayList<>(List.of("--proc", "/proc"));
        present(READ_ONLY).forEach(file -> words.addAll(List.of("--ro-bind", file, file)));
        present(HIDDEN).forEach(file -> words.addAll(List.of("--ro-bind", "/dev/null", file)));
        return words;
    }

    private static List<String> present(List<String> names) {
        return names.stream()
                .map(name -> "/proc/" + name)
                .filter(file -> Files.exists(Path.of(file)))
                .toList();
    }
}
