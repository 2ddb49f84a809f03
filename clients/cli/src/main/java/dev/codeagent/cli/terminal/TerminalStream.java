package dev.codeagent.cli.terminal;

import jakarta.json.JsonValue;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A standard stream of the command. JSON on it contains no character that controls a terminal, and on the stream of errors no
 * text does: both repeat what models, servers and files say.
 */
public final class TerminalStream extends PrintStream {
    private final boolean forErrors;
    private final CharsetFallback fallback;
    private final Runnable beforeText;

    private TerminalStream(OutputStream stream, boolean forErrors, Charset charset, Runnable beforeText) {
        super(stream, forErrors, charset);
        this.forErrors = forErrors;
        this.fallback = new CharsetFallback(charset);
        this.beforeText = beforeText;
    }

    /** Standard output: {@link TerminalWriter} makes its text safe, and a patch must keep its bytes. */
    public static TerminalStream forOutput(OutputStream stream, Charset charset) {
        return new TerminalStream(stream, false, charset, () -> {});
    }

    /** @param beforeText hides what the terminal shows below the text */
    public static TerminalStream forErrors(OutputStream stream, Charset charset, Runnable beforeText) {
        return new TerminalStream(stream, true, charset, beforeText);
    }

    @Override
    public void print(String text) {
        super.print(forErrors ? makeSafe(text) : text);
    }

    @Override
    public void println(String text) {
        super.println(forErrors ? makeSafe(text) : text);
    }

    private synchronized String makeSafe(String text) {
        beforeText.run();
        return fallback.apply(TerminalSanitizer.sanitize(text));
    }

    @Override
    public void println(Object value) {
        super.println(value instanceof JsonValue ? TerminalSanitizer.escapeJson(value.toString()) : value.toString());
    }
}
