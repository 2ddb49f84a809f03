package dev.codeagent.api.provider;

import dev.codeagent.api.chat.Usage;

/** Receives a turn while it is streamed; called on threads of the HTTP client, one call at a time and in order. */
public interface TurnListener {
    /** @param kind text or thinking */
    void onDelta(String kind, String text);

    /** The attempt failed and the turn starts again; previous deltas are invalid. */
    void onRestart(String reason);

    /** The answer ended, and the provider reported what it used; the answer may be refused nevertheless. */
    default void onUsage(Usage reported) {}

    /** A message for people: a provider was skipped, or a retry follows. */
    void onNotice(String code, String text);
}
