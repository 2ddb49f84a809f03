package dev.codeagent.cli.run;

import jakarta.json.JsonObject;

/** Sees a run: each event once and in order, each character of a block once. */
public interface RunAudience {

    /** The server has taken the request. */
    void accepted(String run, String session);

    void event(JsonObject event);

    /** {@code delta} begins exactly where the block's last delta ended. */
    void delta(JsonObject delta);

    /** Something about the connection. */
    void connection(String note);
}
