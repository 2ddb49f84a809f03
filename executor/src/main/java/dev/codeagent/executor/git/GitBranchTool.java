package dev.codeagent.executor.git;

import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;

/** Lists, creates and switches branches of the clone. The branches are deleted with the workspace. */
record GitBranchTool(Git git) implements Tool.Verifiable {

    @Override
    public PlannedChange plan(ToolCall call) {
        String name = call.arguments().string("name", "");
        boolean switchTo = call.arguments().flag("switch", false);
        String from = call.arguments().string("from", "");
        if (name.isEmpty()) {
            return new PlannedChange(marker("", false, false), this::list);
        }
        if (name.startsWith("-") || !git.succeeds(List.of("check-ref-format", "--branch", name))) {
            throw new ToolExecutionException("'" + name + "' is not a valid branch name");
        }
        boolean exists = exists(name);
        if (exists && (!switchTo || !from.isEmpty())) {
            throw new ToolExecutionException(
                    "branch '" + name + "' exists already" + (switchTo ? "; omit 'from' to switch to it" : ""));
        }
        String startCommit = exists ? "" : git.resolveCommit(from.isEmpty() ? "HEAD" : from);
        return new PlannedChange(marker(name, !exists, switchTo), () -> execute(name, startCommit, switchTo));
    }

    private static JsonObject marker(String name, boolean created, boolean switchTo) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("made", created)
                .add("switch", switchTo)
                .build();
    }

    private boolean exists(String name) {
        return git.succeeds(List.of("show-ref", "--verify", "--quiet", "refs/heads/" + name));
    }

    private ToolResult list() {
        return ToolResult.of(git.run(List.of("branch", "--list", "--no-color", "--verbose", "--no-abbrev")));
    }

    private ToolResult execute(String name, String startCommit, boolean switchTo) {
        if (!startCommit.isEmpty()) {
            git.run(List.of("branch", "--no-track", name, startCommit));
        }
        if (switchTo) {
            git.run(List.of("switch", "--quiet", "--no-guess", name));
        }
        return branchResult(name, !startCommit.isEmpty(), switchTo);
    }

    private static ToolResult branchResult(String name, boolean created, boolean switchTo) {
        return ToolResult.of((created ? "created branch " + name : "")
                + (created && switchTo ? " and " : "")
                + (switchTo ? "switched to " + name : ""));
    }

    @Override
    public Verification verify(JsonObject marker) {
        String name = marker.getString("name");
        boolean created = marker.getBoolean("made");
        boolean switchTo = marker.getBoolean("switch");
        if (name.isEmpty() || created && !exists(name)) {
            return Verification.notExecuted();
        }
        if (switchTo) {
            // HEAD moves last; before that, files may have changed already.
            return git.currentBranch().equals(name)
                    ? Verification.executed(branchResult(name, created, true))
                    : Verification.unknown();
        }
        return Verification.executed(branchResult(name, created, false));
    }
}
