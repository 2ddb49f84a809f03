package dev.codeagent.policy.shell;

import org.jspecify.annotations.Nullable;

/** Text in a script that is the input of a command. */
final class HereDocument {
    private final String delimiter;
    private final boolean quoted;
    private final boolean stripTabs;
    private String body = "";
    private boolean known;
    private @Nullable Boolean launching;

    /**
     * @param quoted whether the shell leaves the text unchanged
     * @param stripTabs whether tabs at the start of lines are removed
     */
    HereDocument(String delimiter, boolean quoted, boolean stripTabs) {
        this.delimiter = delimiter;
        this.quoted = quoted;
        this.stripTabs = stripTabs;
    }

    /** Creates a here-string, as in {@code <<< text}; its text is known immediately. */
    static HereDocument of(ShellWord text) {
        var document = new HereDocument("", true, false);
        document.body = text.text();
        document.known = text.isKnown();
        return document;
    }

    /** Creates a document with a text that is known. */
    static HereDocument of(String text) {
        return of(ShellWord.of(text));
    }

    void read(CharCursor cursor, ScriptBuilder scriptBuilder) {
        var lines = new StringBuilder();
        while (!cursor.isAtEnd()) {
            String line = cursor.readLine();
            String stripped = stripTabs ? line.replaceFirst("^\t+", "") : line;
            if (stripped.equals(delimiter)) {
                break;
            }
            lines.append(stripped).append('\n');
        }
        body = lines.toString();
        scriptBuilder.countText(body);
        known = quoted || new WordReader(new CharCursor(body), scriptBuilder).readHereDocument();
    }

    String body() {
        return body;
    }

    /** Whether the text is code that may start a program; several commands may share it, so it is searched once. */
    boolean mayLaunch() {
        if (launching == null) {
            launching = InlineCode.mayLaunch(body);
        }
        return launching;
    }

    /** Whether the text is known before the command runs. */
    boolean isKnown() {
        return known;
    }
}
