package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks bubblewrap, which isolates the commands of agents from the host.
 *
 * @param required whether runs fail without it; false if the settings allow runs without isolation
 */
public record BubblewrapCheck(Map<String, String> environment, boolean required) implements Check {
    private static final String INSTALL = "install it, e.g. sudo apt install bubblewrap";
    private static final String ALLOW = "allow user namespaces, e.g. sudo sysctl kernel.unprivileged_userns_clone=1"
            + " kernel.apparmor_restrict_unprivileged_userns=0";

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        Optional<Path> program = ProcessProbe.findOnPath(environment, "bwrap");
        if (program.isEmpty()) {
            return List.of(unavailable("not on the PATH", INSTALL));
        }
        ProcessProbe probe = probe(program.get(), CheckRunner.TIMEOUT);
        return List.of(
                probe.succeeded() ? available() : unavailable("cannot create a sandbox: " + probe.firstLine(), ALLOW));
    }

    private Finding available() {
        return WritableCgroups.detect()
                .weakness()
                .map(weakness -> Finding.warn(
                        name(),
                        "can create a sandbox; " + weakness,
                        "a command can exceed its memory for a moment, or by files and shared memory that it leaves",
                        "use Docker, or start the server as root or by the systemd of a user session with cgroups v2"))
                .orElse(Finding.ok(name(), "can create a sandbox"));
    }

    private Finding unavailable(String found, String advice) {
        return required
                ? Finding.fail(name(), found, "no run can start except the bundled demo", advice)
                : Finding.warn(name(), found, "runs execute without isolation, as the settings allow", advice);
    }

    /** Starts a sandbox with the isolation of a run and stops it. */
    public static ProcessProbe probe(Path program, Duration timeout) throws InterruptedException {
        var builder = new ProcessBuilder(
                program.toString(),
                "--ro-bind",
                "/usr",
                "/usr",
                "--symlink",
                "usr/bin",
                "/bin",
                "--symlink",
                "usr/lib",
                "/lib",
                "--symlink",
                "usr/lib64",
                "/lib64",
                "--unshare-all",
                "--proc",
                "/proc",
                "--uid",
                "10001",
                "--gid",
                "10001",
                "--cap-drop",
                "ALL",
                "/usr/bin/true");
        // Nothing in a sandbox gets the environment of the server, which contains keys.
        builder.environment().clear();
        return ProcessProbe.run(builder, timeout);
    }
}
