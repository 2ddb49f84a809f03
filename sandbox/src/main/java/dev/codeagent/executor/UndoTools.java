package dev.codeagent.executor;

import dev.codeagent.executor.tool.Arguments;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import dev.codeagent.executor.undo.Undo;
import dev.codeagent.executor.undo.Undo.ChangedPath;
import dev.codeagent.executor.undo.Undo.LeftAlone;
import dev.codeagent.executor.undo.UndoError;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Takes back what calls changed, and tells what they changed. They are the server's tools, not the models'. */
record UndoTools(Undo undo) {
    private static final String EVERYTHING = "everything since";
    private static final int SHOWN = 50;

    Result undo(Call call) {
        return checked(() -> told(undo.undo(call.id(), meant(call.arguments()), everythingSince(call.arguments()))));
    }

    Result changes(Call call) {
        return checked(() -> {
            List<ChangedPath> changed = undo.changes(meant(call.arguments()));
            var fields = Json.createObjectBuilder().add("changed", array(changed));
            String text = changed.isEmpty() ? "no path was changed" : listed(changed);
            return new Result(text, fields.build(), false);
        });
    }

    private static Result checked(Supplier<Result> work) {
        try {
            return work.get();
        } catch (UndoError e) {
            throw new ToolError(e.getMessage());
        }
    }

    private List<String> meant(Arguments arguments) {
        String call = arguments.text("call", "");
        String step = arguments.text("step", "");
        if (call.isEmpty() == step.isEmpty()) {
            throw new ToolError("name either 'call', the id of a call, or 'step', the name of a step");
        }
        return call.isEmpty() ? undo.step(step) : undo.call(call);
    }

    private static boolean everythingSince(Arguments arguments) {
        String force = arguments.text("force", "");
        if (!force.isEmpty() && !force.equals(EVERYTHING)) {
            throw new ToolError("'force' can only be \"" + EVERYTHING + "\", was \"" + force + "\"");
        }
        return !force.isEmpty();
    }

    private static Result told(Undo.Report report) {
        var fields = Json.createObjectBuilder().add("undone", array(report.changed()));
        JsonArrayBuilder conflicts = Json.createArrayBuilder();
        for (LeftAlone c : report.conflicts()) {
            conflicts.add(Json.createObjectBuilder()
                    .add("path", c.path())
                    .add("encoded", c.encoded())
                    .add("reason", c.reason()));
        }
        fields.add("conflicts", conflicts);
        String text = report.changed().isEmpty()
                ? "nothing to take back"
                : "took back " + report.changed().size() + " path(s):\n" + listed(report.changed());
        String alone = report.conflicts().stream()
                .limit(SHOWN)
                .map(c -> c.path() + ": " + c.reason())
                .collect(Collectors.joining("\n"));
        return new Result(alone.isEmpty() ? text : text + "\nleft alone:\n" + alone, fields.build(), false);
    }

    private static JsonArrayBuilder array(List<ChangedPath> changed) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (ChangedPath c : changed) {
            array.add(Json.createObjectBuilder()
                    .add("path", c.path())
                    .add("encoded", c.encoded())
                    .add("how", c.how()));
        }
        return array;
    }

    private static String listed(List<ChangedPath> changed) {
        String more = changed.size() > SHOWN ? "\n… and " + (changed.size() - SHOWN) + " more" : "";
        return changed.stream().limit(SHOWN).map(c -> c.how() + " " + c.path()).collect(Collectors.joining("\n"))
                + more;
    }
}
