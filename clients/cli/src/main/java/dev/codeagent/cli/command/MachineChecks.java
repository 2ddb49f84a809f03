package dev.codeagent.cli.command;

import dev.codeagent.cli.server.Detached;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Looks at this machine: Java, disk, programs, port. */
final class MachineChecks {
    static final int DEFAULT_PORT = 8080;

    private static final int NEEDED_JAVA = 21;
    private static final long ENOUGH_MEGABYTES = 2_000;
    private static final long NEEDED_MEGABYTES = 200;
    private static final String NO_SANDBOX =
            " (without it only the bundled demo runs, or what sandbox.allowPlain lets run unprotected)";

    private final Path data;

    MachineChecks(Path data) {
        this.data = data;
    }

    Finding java() {
        int version = Runtime.version().feature();
        String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
        return version >= NEEDED_JAVA
                ? Finding.ok("java", found)
                : Finding.fail(
                        "java", found, "install a JDK of version " + NEEDED_JAVA + " or newer: https://adoptium.net");
    }

    Finding disk() {
        try {
            Path place = data;
            while (!Files.isDirectory(place)) {
                place = place.getParent();
            }
            long free = Files.getFileStore(place).getUsableSpace() >> 20;
            String found = free + " MB free where " + data + " is";
            if (free < NEEDED_MEGABYTES) {
                return Finding.fail(
                        "disk", found, "the server needs " + NEEDED_MEGABYTES + " MB: free some, or use --data DIR");
            }
            return free < ENOUGH_MEGABYTES
                    ? Finding.warn("disk", found, "workspaces and caches need more; free some, or use --data DIR")
                    : Finding.ok("disk", found);
        } catch (IOException e) {
            return Finding.warn("disk", "cannot read the free space: " + e.getMessage(), "check " + data);
        }
    }

    Finding bubblewrap() {
        if (Detached.onPath("bwrap").isEmpty()) {
            return Finding.fail("bubblewrap", "missing", "sudo apt install bubblewrap" + NO_SANDBOX);
        }
        Outcome trial = execute(List.of(
                "bwrap",
                "--ro-bind",
                "/",
                "/",
                "--unshare-all",
                "--dev",
                "/dev",
                "--proc",
                "/proc",
                "--die-with-parent",
                "true"));
        return trial.code() == 0
                ? Finding.ok("bubblewrap", "works")
                : Finding.fail(
                        "bubblewrap",
                        "found, but cannot make a sandbox: " + trial.firstLine(),
                        "allow unprivileged user namespaces, e.g. sudo sysctl kernel.unprivileged_userns_clone=1"
                                + " kernel.apparmor_restrict_unprivileged_userns=0" + NO_SANDBOX);
    }

    Finding program(String name, String advice) {
        Optional<Path> file = Detached.onPath(name);
        if (file.isEmpty()) {
            return Finding.fail(name, "missing", advice);
        }
        Outcome outcome = execute(List.of(file.get().toString(), "--version"));
        return outcome.code() == 0
                ? Finding.ok(name, outcome.firstLine())
                : Finding.fail(name, "does not work: " + outcome.firstLine(), advice);
    }

    Finding port(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Finding.ok("port", port + " is free");
        } catch (IOException e) {
            return Finding.warn("port", port + " is taken", "stop the program that has it, or use --port N");
        }
    }

    private record Outcome(int code, String output) {
        String firstLine() {
            return output.lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty())
                    .findFirst()
                    .orElse("no output");
        }
    }

    private static Outcome execute(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            // Maven colours its version.
            return new Outcome(ended ? process.exitValue() : -1, output.replaceAll("\u001b\\[[0-9;]*m", ""));
        } catch (IOException e) {
            return new Outcome(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "interrupted");
        }
    }
}
