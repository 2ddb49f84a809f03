package dev.codeagent.executor.git;

import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.Tool;
import dev.codeagent.executor.tool.ToolError;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;

/** Lists the clone's branches, makes one, and goes to one. They live and end with the workspace. */
record GitBranch(Git git) implements Tool.Telling {

    @Override
    public Effect plan(Call call) {
        String name = call.arguments().text("name", "");
        boolean go = call.arguments().flag("switch", false);
        String from = call.arguments().text("from", "");
        if (name.isEmpty()) {
            return new Effect(note("", false, false), this::list);
        }
        if (name.startsWith("-") || !git.succeeds(List.of("check-ref-format", "--branch", name))) {
            throw new ToolError("'" + name + "' is not the name of a branch");
        }
        boolean exists = exists(name);
        if (exists && (!go || !from.isEmpty())) {
            throw new ToolError(
                    "branch '" + name + "' exists already" + (go ? "; leave out 'from' to switch to it" : ""));
        }
        String start = exists ? "" : new Commits(git).find(from.isEmpty() ? "HEAD" : from);
        return new Effect(note(name, !exists, go), () -> act(name, start, go));
    }

    private static JsonObject note(String name, boolean made, boolean go) {
        return Json.createObjectBuilder()
                .add("name", name)
                .add("made", made)
                .add("switch", go)
                .build();
    }

    private boolean exists(String name) {
        return git.succeeds(List.of("show-ref", "--verify", "--quiet", "refs/heads/" + name));
    }

    private Result list() {
        return Result.of(git.run(List.of("branch", "--list", "--no-color", "--verbose", "--no-abbrev")));
    }

    private Result act(String name, String start, boolean go) {
        if (!start.isEmpty()) {
            git.run(List.of("branch", "--no-track", name, start));
        }
        if (go) {
            git.run(List.of("switch", "--quiet", "--no-guess", name));
        }
        return done(name, !start.isEmpty(), go);
    }

    private static Result done(String name, boolean made, boolean go) {
        return Result.of(
                (made ? "made branch " + name : "") + (made && go ? " and " : "") + (go ? "switched to " + name : ""));
    }

    @Override
    public After after(JsonObject note) {
        String name = note.getString("name");
        boolean made = note.getBoolean("made");
        boolean go = note.getBoolean("switch");
        if (name.isEmpty() || made && !exists(name)) {
            return After.never();
        }
        if (go) {
            // HEAD moves last; before that, files may have changed already.
            return new Commits(git).branch().equals(name) ? After.happened(done(name, made, true)) : After.unknown();
        }
        return After.happened(done(name, made, false));
    }
}
