package dev.codeagent.providers.contract;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.TurnListener;

/** Records the pieces of an answer. */
public final class RecordingListener implements TurnListener {
    private final StringBuffer text = new StringBuffer();
    private final StringBuffer thinking = new StringBuffer();
    private volatile Usage usage = Usage.NONE;

    @Override
    public void onDelta(String kind, String piece) {
        (kind.equals("thinking") ? thinking : text).append(piece);
    }

    @Override
    public void onRestart(String reason) {
        text.append("(restart)");
    }

    @Override
    public void onNotice(String code, String notice) {}

    @Override
    public void onUsage(Usage reported) {
        usage = reported;
    }

    /** What the answer used; none if it did not end. */
    public Usage usage() {
        return usage;
    }

    public String text() {
        return text.toString();
    }

    public String thinking() {
        return thinking.toString();
    }
}
