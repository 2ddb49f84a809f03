package dev.codeagent.cli.run;

import jakarta.json.JsonObject;

/** Receives a run: each event once and in order, each character of a block once. */
public interface RunListener {

    /** The server accepted the command. */
    void onAccepted(String run, String session);

    void onEvent(JsonObject event);

    /** @param delta starts exactly at the end of the block's last delta */
    void onDelta(JsonObject delta);

    /** @param notice message about the connection, for the user */
    void onConnectionNotice(String notice);
}
