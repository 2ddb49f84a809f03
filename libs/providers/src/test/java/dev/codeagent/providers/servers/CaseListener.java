package dev.codeagent.providers.servers;

import dev.codeagent.api.provider.TurnListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a person would see: the pieces since the last restart, and the notices. */
final class CaseListener implements TurnListener {
    private final StringBuffer text = new StringBuffer();
    private final StringBuffer thinking = new StringBuffer();
    private final List<String> notices = new CopyOnWriteArrayList<>();

    @Override
    public void onDelta(String kind, String piece) {
        (kind.equals("thinking") ? thinking : text).append(piece);
    }

    @Override
    public void onRestart(String reason) {
        text.setLength(0);
        thinking.setLength(0);
    }

    @Override
    public void onNotice(String code, String notice) {
        notices.add(code + ": " + notice);
    }

    String text() {
        return text.toString();
    }

    String thinking() {
        return thinking.toString();
    }

    String notices() {
        return String.join("\n", notices);
    }
}
