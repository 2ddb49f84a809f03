package dev.codeagent.sandbox;

import java.util.List;

/**
 * What a project asks for beside its sandbox.
 *
 * @param commands the project's own, to be run in the sandbox before agents work
 */
public record SetupPlan(List<String> commands) {
    public static final SetupPlan NONE = new SetupPlan(List.of());

    public SetupPlan {
        commands = List.copyOf(commands);
    }
}
