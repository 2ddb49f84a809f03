package dev.codeagent.providers;

/** Hears a turn while it streams; called on the HTTP client's threads, one at a time and in order. */
public interface TurnListener {
    /** {@code kind} is text or thinking. */
    void onDelta(String kind, String text);

    /** The attempt broke and the turn begins anew: what was heard so far is void. */
    void onRestart(String reason);

    /** A provider was passed over, or another try is made; for people. */
    void onNotice(String code, String text);
}
