package dev.codeagent.sandbox.images;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Variables that a project's files name. */
final class EnvironmentVariables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final int MAX_VARIABLES = 100;

    private EnvironmentVariables() {}

    static Map<String, String> requireValid(Map<String, String> variables) {
        if (variables.size() > MAX_VARIABLES) {
            throw new IllegalArgumentException("has more than " + MAX_VARIABLES + " variables");
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (!NAME.matcher(variable.getKey()).matches()
                    || variable.getValue().indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "has a variable '" + variable.getKey() + "' that no program can have");
            }
        }
        return variables;
    }

    /** With what is known of the sandbox filled in; empty where something of another machine is asked for. */
    static Optional<String> substitute(String value) {
        String substituted = value.replace("${containerWorkspaceFolder}", "/workspace")
                .replace("${containerWorkspaceFolderBasename}", "workspace");
        return substituted.contains("${") ? Optional.empty() : Optional.of(substituted);
    }
}
