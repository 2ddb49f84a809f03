package dev.codeagent.docker;

import java.util.HashMap;
import java.util.Map;

/** The labels and names of the resources of this server on an engine that others use too. */
public record ResourceLabels(String owner) {
    public static final String OWNER = "dev.codeagent.server";
    public static final String PROJECT = "dev.codeagent.project";
    public static final String ROLE = "dev.codeagent.role";
    public static final String RUN = "dev.codeagent.run";

    /** The tool call that created the resource. */
    public static final String CALL = "dev.codeagent.call";

    /** The name of the resource in its project. */
    public static final String NAME = "dev.codeagent.name";

    /** The role of resources that agents created with tools; only those tools remove them. */
    public static final String TOOL_ROLE = "tool";

    public Map<String, String> ownerLabels() {
        return Map.of(OWNER, owner);
    }

    public Map<String, String> roleLabels(String role) {
        return with(ownerLabels(), ROLE, role);
    }

    public Map<String, String> projectLabels(String project, String role) {
        return with(roleLabels(role), PROJECT, project);
    }

    /** The name of a run's sandbox, by which a later server finds it too. */
    public String sandboxName(String run, String access) {
        return "codeagent-" + owner + "-" + run + "-" + access;
    }

    public static Map<String, String> with(Map<String, String> labels, String name, String value) {
        var extended = new HashMap<>(labels);
        extended.put(name, value);
        return extended;
    }
}
