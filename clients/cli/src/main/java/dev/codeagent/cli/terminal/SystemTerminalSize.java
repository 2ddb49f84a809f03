package dev.codeagent.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/**
 * Size of the terminal of this process. Asks {@code stty} at the first use and after each change of the size, which the
 * terminal signals. Where there is no {@code stty}, the variables COLUMNS and LINES hold it.
 */
public final class SystemTerminalSize implements TerminalSize {
    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final int MIN_COLUMNS = 20;
    private static final int MIN_ROWS = 5;
    private static final File TERMINAL = new File("/dev/tty");

    private final Map<String, String> environment;
    private volatile TerminalSize current = DEFAULT;
    private volatile boolean outdated = true;
    private boolean signalInstalled;

    public SystemTerminalSize(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public int columns() {
        return current().columns();
    }

    @Override
    public int rows() {
        return current().rows();
    }

    @Override
    public void invalidate() {
        outdated = true;
    }

    private TerminalSize current() {
        if (outdated) {
            refresh();
        }
        return current;
    }

    private synchronized void refresh() {
        if (!outdated) {
            return;
        }
        outdated = false;
        boolean unix = TERMINAL.exists();
        if (unix && !signalInstalled) {
            signalInstalled = true;
            Signal.handle(new Signal("WINCH"), signal -> outdated = true);
        }
        current = parse(unix ? askTerminal() : "", environment);
    }

    /** @param answer of {@code stty size}: rows and columns; both are 0 if the terminal does not know them */
    static TerminalSize parse(String answer, Map<String, String> environment) {
        Matcher size = ROWS_AND_COLUMNS.matcher(answer.strip());
        int rows = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        int columns = size.matches() ? Integer.parseInt(size.group(2)) : 0;
        return TerminalSize.fixed(
                Math.max(MIN_COLUMNS, columns > 0 ? columns : variable(environment, "COLUMNS", DEFAULT.columns())),
                Math.max(MIN_ROWS, rows > 0 ? rows : variable(environment, "LINES", DEFAULT.rows())));
    }

    private static int variable(Map<String, String> environment, String name, int fallback) {
        String value = environment.getOrDefault(name, "");
        return value.matches("[1-9]\\d{0,4}") ? Integer.parseInt(value) : fallback;
    }

    private static String askTerminal() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var answer = stty.getInputStream()) {
                if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                    stty.destroyForcibly();
                    return "";
                }
                return new String(answer.readNBytes(100), StandardCharsets.US_ASCII);
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
