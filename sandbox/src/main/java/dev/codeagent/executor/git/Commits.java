package dev.codeagent.executor.git;

import dev.codeagent.executor.tool.ToolError;
import java.util.List;

/** Names of commits that the model gives, which may not be taken for options. */
record Commits(Git git) {

    /** The full name of the commit that a branch, a tag or a short name means. */
    String find(String name) {
        if (name.isBlank() || name.startsWith("-") || !git.succeeds(verify(name))) {
            throw new ToolError("no commit '" + name + "'; git_log and git_branch show what there is");
        }
        return git.run(verify(name)).strip();
    }

    /** The commit that is checked out; empty where there is none yet. */
    String head() {
        return git.succeeds(verify("HEAD")) ? git.run(verify("HEAD")).strip() : "";
    }

    private static List<String> verify(String name) {
        return List.of("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    /** The branch that is checked out; empty where HEAD is on none. */
    String branch() {
        var symbolic = List.of("symbolic-ref", "--quiet", "--short", "HEAD");
        return git.succeeds(symbolic) ? git.run(symbolic).strip() : "";
    }
}
