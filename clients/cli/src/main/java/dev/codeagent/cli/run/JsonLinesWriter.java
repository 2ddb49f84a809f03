package dev.codeagent.cli.run;

import dev.codeagent.client.stream.RunListener;
import jakarta.json.JsonObject;
import java.io.PrintStream;

/** Prints the events and deltas of a run as JSON, one object per line, and nothing else. */
public final class JsonLinesWriter implements RunListener {
    private final PrintStream out;
    private final PrintStream err;

    public JsonLinesWriter(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public void onAccepted(String run, String session) {
        // The first event contains both ids.
    }

    @Override
    public void onEvent(JsonObject event) {
        out.println(event);
        out.flush();
    }

    @Override
    public void onDelta(JsonObject delta) {
        onEvent(delta);
    }

    @Override
    public void onConnectionNotice(String notice) {
        err.println("codeagent: " + notice);
    }
}
