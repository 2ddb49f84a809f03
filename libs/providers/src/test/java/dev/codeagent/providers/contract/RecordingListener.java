package dev.codeagent.providers.contract;

import dev.codeagent.api.provider.TurnListener;

/** Records the pieces of an answer. */
public final class RecordingListener implements TurnListener {
    private final StringBuffer text = new StringBuffer();
    private final StringBuffer thinking = new StringBuffer();

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

    public String text() {
        return text.toString();
    }

    public String thinking() {
        return thinking.toString();
    }
}
