package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bubblewrap, which keeps what agents run apart from this machine.
 *
 * @param required whether runs fail without it; false where the settings let them do without walls
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
                probe.succeeded()
                        ? Finding.ok(name(), "makes a sandbox")
                        : unavailable("cannot make a sandbox: " + probe.firstLine(), ALLOW));
    }

    private Finding unavailable(String found, String advice) {
        return required
                ? Finding.fail(name(), found, "runs cannot start, but for the bundled demo", advice)
                : Finding.warn(name(), found, "runs work without walls, as the settings allow", advice);
    }

    /** Makes a sandbox with the walls that a run has, and ends it. */
    public static ProcessProbe probe(Path program, Duration timeout) throws InterruptedException {
        return ProcessProbe.run(
                List.of(
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
                        "/usr/bin/true"),
                timeout);
    }
}
