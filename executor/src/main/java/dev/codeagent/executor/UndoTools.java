package dev.codeagent.executor;

import dev.codeagent.executor.tool.JsonArguments;
import dev.codeagent.executor.tool.ToolCall;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import dev.codeagent.executor.undo.UndoException;
import dev.codeagent.executor.undo.WorkspaceUndo;
import dev.codeagent.executor.undo.WorkspaceUndo.ChangedPath;
import dev.codeagent.executor.undo.WorkspaceUndo.UndoConflict;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Undoes calls and lists the paths that calls changed. Only the server uses these tools, models do not. */
record UndoTools(WorkspaceUndo workspaceUndo) {
    private static final String EVERYTHING = "everything since";
    private static final int MAX_LISTED_PATHS = 50;

    ToolResult undo(ToolCall call) {
        return translateErrors(() -> toToolResult(
                workspaceUndo.undo(call.id(), selectedCalls(call.arguments()), isForced(call.arguments()))));
    }

    ToolResult changes(ToolCall call) {
        return translateErrors(() -> {
            List<ChangedPath> changed = workspaceUndo.changes(selectedCalls(call.arguments()));
            var fields = Json.createObjectBuilder().add("changed", toJson(changed));
            String text = changed.isEmpty() ? "no path was changed" : format(changed);
            return new ToolResult(text, fields.build(), false);
        });
    }

    private static ToolResult translateErrors(Supplier<ToolResult> action) {
        try {
            return action.get();
        } catch (UndoException e) {
            throw new ToolExecutionException(e.getMessage());
        }
    }

    private List<String> selectedCalls(JsonArguments arguments) {
        String call = arguments.string("call", "");
        String step = arguments.string("step", "");
        if (call.isEmpty() == step.isEmpty()) {
            throw new ToolExecutionException("set either 'call' to the id of a call, or 'step' to the name of a step");
        }
        return call.isEmpty() ? workspaceUndo.callsOfStep(step) : workspaceUndo.requireCall(call);
    }

    private static boolean isForced(JsonArguments arguments) {
        String force = arguments.string("force", "");
        if (!force.isEmpty() && !force.equals(EVERYTHING)) {
            throw new ToolExecutionException("'force' must be \"" + EVERYTHING + "\", was \"" + force + "\"");
        }
        return !force.isEmpty();
    }

    private static ToolResult toToolResult(WorkspaceUndo.UndoResult report) {
        var fields = Json.createObjectBuilder().add("undone", toJson(report.changed()));
        JsonArrayBuilder conflicts = Json.createArrayBuilder();
        for (UndoConflict c : report.conflicts()) {
            conflicts.add(Json.createObjectBuilder()
                    .add("path", c.path())
                    .add("encoded", c.encoded())
                    .add("reason", c.reason()));
        }
        fields.add("conflicts", conflicts);
        String text = report.changed().isEmpty()
                ? "nothing to undo"
                : "restored " + report.changed().size() + " path(s):\n" + format(report.changed());
        String conflictText = report.conflicts().stream()
                .limit(MAX_LISTED_PATHS)
                .map(c -> c.path() + ": " + c.reason())
                .collect(Collectors.joining("\n"));
        return new ToolResult(
                conflictText.isEmpty() ? text : text + "\nnot restored:\n" + conflictText, fields.build(), false);
    }

    private static JsonArrayBuilder toJson(List<ChangedPath> changed) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (ChangedPath c : changed) {
            array.add(Json.createObjectBuilder()
                    .add("path", c.path())
                    .add("encoded", c.encoded())
                    .add("how", c.changeType()));
        }
        return array;
    }

    private static String format(List<ChangedPath> changed) {
        String more =
                changed.size() > MAX_LISTED_PATHS ? "\n… and " + (changed.size() - MAX_LISTED_PATHS) + " more" : "";
        return changed.stream()
                        .limit(MAX_LISTED_PATHS)
                        .map(c -> c.changeType() + " " + c.path())
                        .collect(Collectors.joining("\n"))
                + more;
    }
}
