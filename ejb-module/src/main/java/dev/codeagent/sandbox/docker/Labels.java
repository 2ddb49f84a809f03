package dev.codeagent.sandbox.docker;

import dev.codeagent.sandbox.NetworkAccess;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** How this server finds again what it made on an engine that others use too. */
record Labels(String owner) {
    static final String OWNER = "dev.codeagent.server";
    static final String PROJECT = "dev.codeagent.project";
    static final String ROLE = "dev.codeagent.role";

    Map<String, String> ours() {
        return Map.of(OWNER, owner);
    }

    Map<String, String> role(String role) {
        return with(ours(), ROLE, role);
    }

    Map<String, String> project(String project, String role) {
        return with(role(role), PROJECT, project);
    }

    static String word(NetworkAccess access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        var more = new HashMap<>(labels);
        more.put(name, value);
        return more;
    }
}
