package dev.codeagent.bench.escapes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds processes by a mark in their command line, including processes in containers on this kernel. */
final class MarkedProcesses {
    private static final int PAUSE_MILLIS = 50;

    private MarkedProcesses() {}

    static List<ProcessHandle> find(String mark) {
        return ProcessHandle.allProcesses()
                .filter(p -> commandLine(p.pid()).contains(mark))
                .toList();
    }

    /** Returns whether a marked process still exists after {@code millis} milliseconds. */
    static boolean anyRemain(String mark, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!find(mark).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return true;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return false;
    }

    static void kill(String mark) {
        find(mark).forEach(ProcessHandle::destroyForcibly);
    }

    /** Kills the processes that work in a directory, including those without a mark. */
    static void killWithin(Path directory) {
        ProcessHandle.allProcesses()
                .filter(p -> worksWithin(p.pid(), directory))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean worksWithin(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).startsWith(directory);
        } catch (IOException e) {
            return false; // It ended.
        }
    }

    private static String commandLine(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
