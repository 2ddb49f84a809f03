package dev.codeagent.bench.accounting;

import dev.codeagent.api.provider.TurnListener;

/** Ignores the text of answers. */
final class SilentListener implements TurnListener {
    @Override
    public void onDelta(String kind, String text) {}

    @Override
    public void onRestart(String reason) {}

    @Override
    public void onNotice(String code, String text) {}
}
