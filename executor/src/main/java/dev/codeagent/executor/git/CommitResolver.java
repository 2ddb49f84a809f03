package dev.codeagent.executor.git;

import dev.codeagent.executor.tool.ToolExecutionException;
import java.util.List;

/** Resolves commit names from the model, so that git never takes them for options. */
record CommitResolver(Git git) {

    /** Returns the full commit id of a branch, a tag or an abbreviated id. */
    String resolve(String name) {
        if (name.isBlank() || name.startsWith("-") || !git.succeeds(revParseCommand(name))) {
            throw new ToolExecutionException(
                    "no commit '" + name + "'; use git_log and git_branch to see commits and branches");
        }
        return git.run(revParseCommand(name)).strip();
    }

    /** The commit that is checked out; empty if there is none yet. */
    String head() {
        return git.succeeds(revParseCommand("HEAD"))
                ? git.run(revParseCommand("HEAD")).strip()
                : "";
    }

    private static List<String> revParseCommand(String name) {
        return List.of("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    /** The branch that is checked out; empty if HEAD is detached. */
    String currentBranch() {
        var symbolic = List.of("symbolic-ref", "--quiet", "--short", "HEAD");
        return git.succeeds(symbolic) ? git.run(symbolic).strip() : "";
    }
}
