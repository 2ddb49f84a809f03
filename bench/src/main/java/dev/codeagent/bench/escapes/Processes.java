package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The host's processes, found by a mark in their command lines; those in containers of this kernel are among them. */
final class Processes {
    private static final int PAUSE_MILLIS = 50;

    private Processes() {}

    static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(p -> line(p.pid()).contains(mark))
                .toList();
    }

    /** Whether one is left when the time is up. */
    static boolean remain(String mark, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (!marked(mark).isEmpty()) {
            if (System.nanoTime() > end) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    static void kill(String mark) {
        marked(mark).forEach(ProcessHandle::destroyForcibly);
    }

    private static String line(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
