package dev.codeagent.cli.run;

import jakarta.json.JsonObject;
import java.io.PrintStream;

/** Shows a run to programs: its events and deltas, one JSON object a line, nothing else. */
public final class JsonLines implements RunAudience {
    private final PrintStream out;
    private final PrintStream notes;

    public JsonLines(PrintStream out, PrintStream notes) {
        this.out = out;
        this.notes = notes;
    }

    @Override
    public void accepted(String run, String session) {
        // The first event says it.
    }

    @Override
    public void event(JsonObject event) {
        out.println(event);
        out.flush();
    }

    @Override
    public void delta(JsonObject delta) {
        event(delta);
    }

    @Override
    public void connection(String note) {
        notes.println("codeagent: " + note);
    }
}
