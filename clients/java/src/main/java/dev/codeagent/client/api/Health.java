package dev.codeagent.client.api;

import java.util.List;

/** The diagnosis of a server: ok, warn or fail. */
public record Health(String level, List<Finding> findings) {

    /** The result of one check. */
    public record Finding(String check, String level, String found, String lost, String advice) {}
}
