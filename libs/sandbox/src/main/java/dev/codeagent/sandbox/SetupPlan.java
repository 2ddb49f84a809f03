package dev.codeagent.sandbox;

import java.util.List;

/**
 * What a project requires in its sandbox.
 *
 * @param commands of the project, to run in the sandbox before agents work
 */
public record SetupPlan(List<String> commands) {
    public static final SetupPlan NONE = new SetupPlan(List.of());

    public SetupPlan {
        commands = List.copyOf(commands);
    }
}
