package dev.codeagent.providers.http;

import java.util.function.BiConsumer;

/**
 * Parses server-sent events (WHATWG HTML, section 9.2); ignores comments and unknown fields. An event without data is
 * none.
 */
public final class SseParser extends EventParser {
    private static final int MAX_OTHER = 400;

    private final BiConsumer<String, String> onEvent;
    /** The data of the event so far: most have one line. */
    private String firstLine = "";

    private final StringBuilder moreLines = new StringBuilder();
    private String name = "";
    /** What is no event; it may be the error of a proxy. */
    private final StringBuilder other = new StringBuilder();

    private boolean hasData;
    private boolean hasEvents;

    /** @param onEvent receives the type, empty if there is none, and the data */
    public SseParser(int maxEventBytes, BiConsumer<String, String> onEvent) {
        super(maxEventBytes);
        this.onEvent = onEvent;
    }

    @Override
    int pendingLength() {
        return firstLine.length() + moreLines.length();
    }

    @Override
    void acceptLine(String line) {
        // Some servers indent the fields, or frame an event twice.
        String text = !line.isEmpty() && line.charAt(0) == ' ' ? line.stripLeading() : line;
        while (text.startsWith("data: data:")) {
            text = text.substring("data: ".length());
        }
        if (line.isEmpty()) {
            endStream();
        } else if (text.startsWith("data:")) {
            hasEvents = true;
            int start = text.startsWith("data: ") ? 6 : 5;
            if (pendingLength() > 0 && isNextObject(text, start)) {
                endStream();
            }
            if (hasData) {
                moreLines.append('\n').append(text, start, text.length());
            } else {
                firstLine = text.substring(start);
            }
            hasData = true;
        } else if (text.startsWith("event:")) {
            name = text.substring("event:".length()).strip();
        } else if (text.startsWith("error:")) {
            acceptAsEvent("error", text.substring("error:".length()));
        } else if (text.startsWith("{")) {
            acceptAsEvent("", text);
        } else if (!hasEvents && !text.startsWith(":") && other.length() < MAX_OTHER) {
            other.append(text).append('\n');
        }
    }

    /** Some servers, and proxies before them, report an error in a field of its own or as a line of JSON. */
    private void acceptAsEvent(String type, String text) {
        hasEvents = true;
        endStream();
        onEvent.accept(type, text);
    }

    /** Some servers omit the empty line between events. Within JSON, no object or array follows a closed object. */
    private boolean isNextObject(String line, int start) {
        CharSequence last = moreLines.isEmpty() ? firstLine : moreLines;
        return last.charAt(last.length() - 1) == '}'
                && start < line.length()
                && (line.charAt(start) == '{' || line.charAt(start) == '[');
    }

    @Override
    void endStream() {
        String eventName = name;
        name = "";
        if (hasData) {
            String text = moreLines.isEmpty() ? firstLine : firstLine + moreLines;
            firstLine = "";
            moreLines.setLength(0);
            hasData = false;
            onEvent.accept(eventName, text);
        }
    }

    @Override
    void endBody() {
        if (!hasEvents && other.toString().lines().anyMatch(line -> line.indexOf(':') < 0 && !line.isBlank())) {
            onEvent.accept("error", other.toString());
        }
    }
}
