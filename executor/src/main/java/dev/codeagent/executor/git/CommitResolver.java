package dev.codeagent.executor.git;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.util.List;

/** Names of commits that the model gives, which may not be taken for options. */
record CommitResolver(Git git) {

    /** The full name of the commit that a branch, a tag or a short name means. */
    String resolve(String name) {
        if (name.isBlank() || name.startsWith("-") || !git.succeeds(revParseCommand(name))) {
            throw new ToolExecutionException("no commit '" + name + "'; git_log and git_branch show what there is");
        }
        return git.run(revParseCommand(name)).strip();
    }

    /** The commit that is checked out; empty where there is none yet. */
    String head() {
        return git.succeeds(revParseCommand("HEAD"))
                ? git.run(revParseCommand("HEAD")).strip()
                : "";
    }

    private static List<String> revParseCommand(String name) {
        return List.of("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    /** The branch that is checked out; empty where HEAD is on none. */
    String currentBranch() {
        var symbolic = List.of("symbolic-ref", "--quiet", "--short", "HEAD");
        return git.succeeds(symbolic) ? git.run(symbolic).strip() : "";
    }
}
