package dev.codeagent.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The environment of the programs that the server starts for a run: constructed, never inherited, because the server's
 * environment contains keys, and each process can read the environment of the others of its user.
 */
final class ProcessEnvironment {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** What commands without a sandbox get of the server's environment. */
    private static final Set<String> UNSANDBOXED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "TZ",
            "TMPDIR",
            "CODEAGENT_CALL",
            "http_proxy",
            "https_proxy",
            "no_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY");

    private ProcessEnvironment() {}

    /** A process with the search path only. */
    static ProcessBuilder builder(List<String> command) {
        return builder(command, Map.of("PATH", PATH));
    }

    /** A process with exactly these variables. */
    static ProcessBuilder builder(List<String> command, Map<String, String> environment) {
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** The variables of an executor without a sandbox, which runs the programs of the server's user. */
    static Map<String, String> unsandboxed(Map<String, String> ofServer) {
        var environment = new HashMap<>(Map.of("PATH", PATH));
        ofServer.forEach((name, value) -> {
            if (UNSANDBOXED.contains(name)) {
                environment.put(name, value);
            }
        });
        environment.putAll(CertificateVariables.of(ofServer));
        return environment;
    }
}
