package dev.codeagent.bench.harness;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jline.utils.ScreenTerminal;

/**
 * A program in a pseudo-terminal, with the screen that a person would see. The program {@code script} of util-linux makes
 * the terminal.
 */
public final class PseudoTerminal implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    private final Process process;
    private ScreenTerminal screen;
    private final Path deviceName;
    private final StringBuilder output = new StringBuilder();
    private final List<Chunk> chunks = new ArrayList<>();
    private final long startedAt = System.nanoTime();

    /** A part of the output and when it came. */
    public record Chunk(Duration at, String text) {}

    private PseudoTerminal(Process process, ScreenTerminal screen, Path deviceName) {
        this.process = process;
        this.screen = screen;
        this.deviceName = deviceName;
        Thread reader = new Thread(this::readOutput, "pseudo-terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a program; Ctrl-C reaches it also if this process ignores it, as processes in the background do.
     *
     * @param environment variables in addition to those of this process
     */
    public static PseudoTerminal start(
            int columns, int rows, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path deviceName = Files.createTempFile("pseudo-terminal", ".name");
        String line = command.stream().map(PseudoTerminal::quote).collect(Collectors.joining(" "));
        String setup = "tty > " + quote(deviceName.toString()) + "; stty cols " + columns + " rows " + rows
                + "; exec env --default-signal=INT " + line;
        var builder = new ProcessBuilder("script", "--quiet", "--flush", "--return", "--command", setup, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("CI");
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        return new PseudoTerminal(builder.start(), new ScreenTerminal(columns, rows), deviceName);
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void readOutput() {
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[8192];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                String text = new String(buffer, 0, n);
                synchronized (this) {
                    output.append(text);
                    chunks.add(new Chunk(Duration.ofNanos(System.nanoTime() - startedAt), text));
                    screen.write(text);
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                output.append("\n(cannot read the terminal: ")
                        .append(e.getMessage())
                        .append(")\n");
            }
        }
    }

    /** Types text; {@code \r} is the Enter key. */
    public void type(String text) throws IOException {
        OutputStream keys = process.getOutputStream();
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Pastes text as a terminal does it that marks what is pasted. */
    public void paste(String text) throws IOException {
        type("\u001b[200~" + text.replace('\n', '\r') + "\u001b[201~");
    }

    /**
     * Changes the size of the window: lines that were wrapped are wrapped again, as most terminals do it, and the program
     * gets the signal for it.
     */
    public void resize(int columns, int rows) throws IOException, InterruptedException {
        synchronized (this) {
            screen = rewrapped(columns, rows);
        }
        new ProcessBuilder("stty", "cols", String.valueOf(columns), "rows", String.valueOf(rows))
                .redirectInput(Path.of(Files.readString(deviceName).strip()).toFile())
                .start()
                .waitFor();
    }

    private ScreenTerminal rewrapped(int columns, int rows) {
        int oldColumns = screen.getColumns();
        long[] cells = new long[oldColumns * screen.getRows()];
        int[] cursor = new int[2];
        screen.dump(cells, cursor);
        int cursorRow = screen.getHistory().size() + cursor[1];
        var lines = new ArrayList<>(screen.getHistory());
        for (int row = 0; row < screen.getRows(); row++) {
            lines.add(Arrays.copyOfRange(cells, row * oldColumns, (row + 1) * oldColumns));
        }
        while (lines.size() > cursorRow + 1 && isBlank(lines.getLast())) {
            lines.removeLast();
        }
        var text = new StringBuilder();
        var upToCursor = new StringBuilder();
        for (int row = 0; row < lines.size(); row++) {
            String line = text(lines.get(row));
            if (row == cursorRow) {
                upToCursor.append(text).append(line, 0, Math.min(cursor[0], line.length()));
            }
            // A character in the last column: the next row goes on with this line.
            boolean wrapped = !line.endsWith(" ");
            text.append(wrapped ? line : line.stripTrailing()).append(wrapped || row == lines.size() - 1 ? "" : "\r\n");
        }
        var resized = new ScreenTerminal(columns, rows);
        resized.write(text);
        var before = new ScreenTerminal(columns, rows);
        before.write(upToCursor);
        before.dump(new long[columns * rows], cursor);
        int below = resized.getHistorySize() - before.getHistorySize();
        resized.write("\u001b[" + (Math.max(0, cursor[1] - below) + 1) + ";" + (cursor[0] + 1) + "H");
        return resized;
    }

    private static String text(long[] line) {
        var text = new StringBuilder();
        for (long cell : line) {
            int character = ScreenTerminal.cellCodePoint(cell);
            text.appendCodePoint(character == 0 ? ' ' : character);
        }
        return text.toString();
    }

    /** The lines of the screen, without blanks at their ends. */
    public synchronized List<String> screen() {
        int columns = screen.getColumns();
        int rows = screen.getRows();
        long[] cells = new long[columns * rows];
        screen.dump(cells, new int[2]);
        var lines = new ArrayList<String>();
        for (int row = 0; row < rows; row++) {
            lines.add(text(Arrays.copyOfRange(cells, row * columns, (row + 1) * columns))
                    .stripTrailing());
        }
        return lines;
    }

    /** The cells of all lines, also of those that left the screen at the top. */
    public synchronized List<long[]> transcript() {
        int columns = screen.getColumns();
        long[] cells = new long[columns * screen.getRows()];
        screen.dump(cells, new int[2]);
        var lines = new ArrayList<>(screen.getHistory());
        for (int row = 0; row < screen.getRows(); row++) {
            lines.add(Arrays.copyOfRange(cells, row * columns, (row + 1) * columns));
        }
        while (!lines.isEmpty() && isBlank(lines.getLast())) {
            lines.removeLast();
        }
        return List.copyOf(lines);
    }

    private static boolean isBlank(long[] line) {
        return Arrays.stream(line).map(ScreenTerminal::cellCodePoint).allMatch(c -> c == 0 || c == ' ');
    }

    /** Everything that was written, with its control sequences. */
    public synchronized String output() {
        return output.toString();
    }

    public synchronized List<Chunk> chunks() {
        return List.copyOf(chunks);
    }

    /** Waits until the screen shows the text, on one line. */
    public void awaitScreen(String text, Duration limit) throws IOException, InterruptedException {
        await(() -> screen().stream().anyMatch(line -> line.contains(text)), "'" + text + "' on the screen", limit);
    }

    /** Waits until the condition holds; the failure shows the screen. */
    public void await(BooleanSupplier condition, String description, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no " + description + " within " + limit.toSeconds() + " s; the screen is:\n"
                        + String.join("\n", screen()).stripTrailing());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The exit code of the program. */
    public int awaitExit(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the program did not exit; the screen is:\n" + String.join("\n", screen()));
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(1, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        Files.deleteIfExists(deviceName);
    }
}
