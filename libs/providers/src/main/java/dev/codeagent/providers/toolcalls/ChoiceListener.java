package dev.codeagent.providers.toolcalls;

import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.provider.TurnListener;

/** Does not pass the JSON text of a choice on to people. */
record ChoiceListener(TurnListener listener) implements TurnListener {
    @Override
    public void onDelta(String kind, String text) {
        if (!kind.equals("text")) {
            listener.onDelta(kind, text);
        }
    }

    @Override
    public void onRestart(String reason) {
        listener.onRestart(reason);
    }

    @Override
    public void onUsage(Usage reported) {
        listener.onUsage(reported);
    }

    @Override
    public void onNotice(String code, String text) {
        listener.onNotice(code, text);
    }
}
