package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.util.List;

/** Checks the version of the running Java. */
record JavaCheck(Runtime.Version version, String home) implements Check {
    private static final int REQUIRED = 21;

    static JavaCheck ofCurrentRuntime() {
        return new JavaCheck(Runtime.version(), System.getProperty("java.home"));
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public List<Finding> run() {
        String found = "Java " + version + " in " + home;
        return List.of(
                version.feature() >= REQUIRED
                        ? Finding.ok(name(), found)
                        : Finding.fail(
                                name(),
                                found,
                                "the server does not start",
                                "install a JDK of version " + REQUIRED + " or newer: https://adoptium.net"));
    }
}
