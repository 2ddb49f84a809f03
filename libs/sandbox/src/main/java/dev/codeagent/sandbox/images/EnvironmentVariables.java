package dev.codeagent.sandbox.images;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Validates environment variables in the files of a project. */
final class EnvironmentVariables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final int MAX_VARIABLES = 100;

    private EnvironmentVariables() {}

    static Map<String, String> requireValid(Map<String, String> variables) {
        if (variables.size() > MAX_VARIABLES) {
            throw new IllegalArgumentException("has more than " + MAX_VARIABLES + " variables; remove some");
        }
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            if (!NAME.matcher(variable.getKey()).matches()
                    || variable.getValue().indexOf('\0') >= 0) {
                throw new IllegalArgumentException("has the invalid variable '" + variable.getKey()
                        + "'; use at most 100 letters, digits and '_' in its name, and no NUL in its value");
            }
        }
        return variables;
    }

    /** Replaces the variables of the sandbox; empty if the value refers to another host. */
    static Optional<String> substitute(String value) {
        String substituted = value.replace("${containerWorkspaceFolder}", "/workspace")
                .replace("${containerWorkspaceFolderBasename}", "workspace");
        return substituted.contains("${") ? Optional.empty() : Optional.of(substituted);
    }
}
