package dev.codeagent.client.stream;

import jakarta.json.JsonObject;

/** Receives a run: each event once and in order, each character of a block once. */
public interface RunListener {

    /** The server accepted the command. */
    default void onAccepted(String run, String session) {}

    /** @param event {@link dev.codeagent.client.event.RunEvent#read} gives it as a record */
    void onEvent(JsonObject event);

    /** @param delta starts exactly at the end of the block's last delta */
    default void onDelta(JsonObject delta) {}

    /** @param notice message about the connection, for the user */
    default void onConnectionNotice(String notice) {}
}
