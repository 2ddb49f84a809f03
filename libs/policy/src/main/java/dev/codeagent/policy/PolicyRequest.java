package dev.codeagent.policy;

import dev.codeagent.policy.shell.ShellScript;
import dev.codeagent.policy.shell.ShellWord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A tool call in the form that rules evaluate.
 *
 * @param script the script that its command runs; empty if it has no command
 * @param files the files that it names
 * @param directories the directories that its relative paths belong to
 * @param hosts the hosts that it names; a wildcard stands for an unknown host
 * @param variables the environment variables that it sets
 * @param unclassified why it may be anything, so that every rule that denies or asks matches it; empty if it can't
 * @param problem why the call can't be parsed, so that it is denied; empty if it can
 */
public record PolicyRequest(
        String tool,
        Optional<ShellScript> script,
        List<FileReference> files,
        List<ShellWord> directories,
        List<String> hosts,
        Set<String> variables,
        String unclassified,
        String problem) {

    /** The tool that fetches packages from a registry. */
    static final String FETCH_PACKAGES = "fetch_packages";

    /**
     * A file and how it is accessed.
     *
     * @param certain whether the word is certainly a path
     * @param reach what the call applies to besides the path
     */
    record FileReference(ShellWord path, Access access, boolean certain, Reach reach) {}

    /** What a call applies to besides the path that it names. */
    enum Reach {
        /** Nothing else. */
        PATH,
        /** Everything below it. */
        TREE,
        /** Files with this name in all directories. */
        NAME
    }

    public PolicyRequest {
        files = List.copyOf(files);
        directories = List.copyOf(directories);
        hosts = List.copyOf(hosts);
        variables = Set.copyOf(variables);
    }

    static PolicyRequest unreadable(String tool, String problem) {
        return new PolicyRequest(tool, Optional.empty(), List.of(), List.of(), List.of(), Set.of(), "", problem);
    }
}
