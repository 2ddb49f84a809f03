package dev.codeagent.cli.run;

import jakarta.json.JsonObject;

/** Sees a run: each event once and in order, each character of a block once. */
public interface RunListener {

    /** The server has taken the request. */
    void onAccepted(String run, String session);

    void onEvent(JsonObject event);

    /** {@code delta} begins exactly where the block's last delta ended. */
    void onDelta(JsonObject delta);

    /** Something about the connection. */
    void onConnectionNotice(String notice);
}
