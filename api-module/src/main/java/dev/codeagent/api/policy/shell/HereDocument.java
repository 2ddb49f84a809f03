package dev.codeagent.api.policy.shell;

/** Text that stands in a script and is a command's input. */
final class HereDocument {
    private final String delimiter;
    private final boolean quoted;
    private final boolean tabs;
    private String body = "";
    private boolean known;

    /**
     * @param quoted whether the shell leaves the text as it is
     * @param tabs whether tabs at the beginnings of lines are left out
     */
    HereDocument(String delimiter, boolean quoted, boolean tabs) {
        this.delimiter = delimiter;
        this.quoted = quoted;
        this.tabs = tabs;
    }

    /** The text is known as it stands there, as of {@code <<< text}. */
    static HereDocument of(ShellWord text) {
        var document = new HereDocument("", true, false);
        document.body = text.text();
        document.known = text.known();
        return document;
    }

    void read(Source source, Findings findings) {
        var lines = new StringBuilder();
        while (!source.end()) {
            String line = source.line();
            String stripped = tabs ? line.replaceFirst("^\t+", "") : line;
            if (stripped.equals(delimiter)) {
                break;
            }
            lines.append(stripped).append('\n');
        }
        body = lines.toString();
        known = quoted || new WordReader(new Source(body), findings).hereText();
    }

    String body() {
        return body;
    }

    /** Whether the text is known before the command runs. */
    boolean known() {
        return known;
    }
}
