package dev.codeagent.sandbox;

import java.util.List;

/**
 * What a project asks for beside its sandbox.
 *
 * @param commands the project's own, to be run in the sandbox before agents work
 */
public record Provision(List<String> commands) {
    public static final Provision NONE = new Provision(List.of());

    public Provision {
        commands = List.copyOf(commands);
    }
}
