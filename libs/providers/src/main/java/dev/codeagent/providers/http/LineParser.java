package dev.codeagent.providers.http;

import java.util.function.Consumer;

/** Parses a stream in which each line is an event, such as NDJSON. */
public final class LineParser extends EventParser {
    private final Consumer<String> onLine;

    public LineParser(int maxEventBytes, Consumer<String> onLine) {
        super(maxEventBytes);
        this.onLine = onLine;
    }

    @Override
    int pendingLength() {
        return 0;
    }

    @Override
    void acceptLine(String text) {
        if (!text.isBlank()) {
            onLine.accept(text);
        }
    }

    @Override
    void endStream() {}
}
