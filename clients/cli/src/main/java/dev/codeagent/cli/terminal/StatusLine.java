package dev.codeagent.cli.terminal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line at the bottom of the terminal that shows what a run does now: agent, model, activity, elapsed time, tokens and
 * cost. It is redrawn in place each second, and disappears before other output. Above it there may be lines that are
 * about to change, such as the last output of a command. In a pipe and in a terminal that cannot move its cursor it shows
 * nothing. Thread-safe.
 */
public final class StatusLine implements AutoCloseable {
    private static final long REDRAW_MILLIS = 80;
    private static final long TICK_MILLIS = 1_000;
    private static final int MAX_TYPED_LINES = 5;

    private final TerminalWriter terminal;
    private final LongSupplier nanoTime;
    private Supplier<List<StyledLine>> detail = List::of;
    private List<String> typed = List.of();
    private String agent = "";
    private String model = "";
    private String activity = "";
    private long startedAt;
    private long tokens;
    private BigDecimal cost = BigDecimal.ZERO;
    private Optional<Thread> redrawing = Optional.empty();
    private boolean changed;

    public StatusLine(TerminalWriter terminal) {
        this(terminal, System::nanoTime);
    }

    StatusLine(TerminalWriter terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** Starts the clock and shows the line. */
    public StatusLine start(String firstActivity) {
        synchronized (terminal) {
            activity = firstActivity;
            startedAt = nanoTime.getAsLong();
            if (terminal.redraws() && redrawing.isEmpty()) {
                terminal.showLive(this::lines);
                Thread thread = new Thread(this::redrawUntilClosed, "status-line");
                thread.setDaemon(true);
                redrawing = Optional.of(thread);
                thread.start();
            }
        }
        return this;
    }

    /** @param name of the agent, or empty between the steps */
    public void setAgent(String name, String modelName) {
        change(() -> {
            agent = name;
            model = modelName;
        });
    }

    /** @param text what happens now, for example {@code run_tests} or {@code waits for your answer} */
    public void setActivity(String text) {
        change(() -> activity = text);
    }

    /** @param costUsd what the run has cost so far; 0 if nothing has a price */
    public void setUsage(long tokenCount, BigDecimal costUsd) {
        change(() -> {
            tokens = tokenCount;
            cost = costUsd;
        });
    }

    /** @param lines the lines above the status line; asked for at each redraw, with the lock of the terminal */
    public void setDetail(Supplier<List<StyledLine>> lines) {
        change(() -> detail = lines);
    }

    /** @param lines what a person types meanwhile, for the lines below the status line */
    public void setTyped(List<String> lines) {
        change(() -> typed = List.copyOf(lines));
    }

    /** The lines changed: redraws them soon. */
    public void detailChanged() {
        change(() -> {});
    }

    /** Removes the line. It can be started again. */
    @Override
    public void close() {
        synchronized (terminal) {
            redrawing = Optional.empty();
            terminal.showLive(List.of());
            terminal.notifyAll();
        }
    }

    /** All state is guarded by the lock of the terminal, because the terminal asks for it while it writes. */
    private void change(Runnable change) {
        synchronized (terminal) {
            change.run();
            changed = true;
            terminal.notifyAll();
        }
    }

    private void redrawUntilClosed() {
        try {
            while (awaitChange()) {
                Thread.sleep(REDRAW_MILLIS); // Limits how often it is drawn.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Redraws after a change or when the time changed; false if the line was closed. */
    private boolean awaitChange() throws InterruptedException {
        synchronized (terminal) {
            if (!changed && isCurrent()) {
                terminal.wait(TICK_MILLIS - REDRAW_MILLIS);
            }
            if (isCurrent()) {
                changed = false;
                terminal.redrawLive();
            }
            return isCurrent();
        }
    }

    private boolean isCurrent() {
        return redrawing.equals(Optional.of(Thread.currentThread()));
    }

    private List<StyledLine> lines() {
        var lines = new ArrayList<>(detail.get());
        int columns = terminal.columns() - 1;
        lines.add(StyledLine.of(Style.DIM, text(columns)));
        typed.stream()
                .skip(Math.max(0, typed.size() - MAX_TYPED_LINES))
                .forEach(line -> lines.add(StyledLine.of(Style.PLAIN, endOf(line, columns))));
        return lines;
    }

    /** The line on at most {@code columns} columns; of a long one its start and what was typed last. */
    static String endOf(String line, int columns) {
        String shown = TerminalSanitizer.sanitize(line.replace('\n', '⏎').replace('\t', ' '));
        if (DisplayWidth.of(shown) <= columns) {
            return shown;
        }
        int start = shown.indexOf(' ') + 1;
        String mark = shown.substring(0, start) + "…";
        int from = Math.max(start, shown.length() - columns);
        while (from < shown.length() && DisplayWidth.of(mark + shown.substring(from)) > columns) {
            from = shown.offsetByCodePoints(from, 1);
        }
        return mark + shown.substring(from);
    }

    /** Shortens the activity first, then leaves out the model, the tokens and the activity. */
    String text(int columns) {
        String elapsed = formatElapsed(Duration.ofNanos(nanoTime.getAsLong() - startedAt));
        String used = tokens == 0 ? "" : formatTokens(tokens);
        String price = cost.signum() == 0 ? "" : String.format(Locale.ROOT, "$%.2f", cost);
        String shownActivity = TerminalSanitizer.sanitizeLine(activity, 200);
        String shownModel = TerminalSanitizer.sanitizeLine(model, 60);
        String full = join(agent, shownModel, shownActivity, elapsed, used, price);
        int overflow = DisplayWidth.of(full) - columns;
        int activityWidth = DisplayWidth.of(shownActivity);
        if (overflow > 0 && activityWidth - overflow < 12) {
            String withoutModel = join(agent, shownActivity, elapsed, used, price);
            return DisplayWidth.truncate(
                    DisplayWidth.of(withoutModel) <= columns ? withoutModel : join(agent, elapsed, price), columns);
        }
        return overflow <= 0
                ? full
                : join(
                        agent,
                        shownModel,
                        DisplayWidth.truncate(shownActivity, activityWidth - overflow),
                        elapsed,
                        used,
                        price);
    }

    private static String join(String... parts) {
        var line = new StringBuilder();
        for (String part : parts) {
            line.append(line.isEmpty() || part.isEmpty() ? "" : " · ").append(part);
        }
        return line.toString();
    }

    static String formatElapsed(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 60
                ? seconds + " s"
                : seconds < 3_600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }

    static String formatTokens(long count) {
        return count < 1_000
                ? count + " tokens"
                : count < 1_000_000
                        ? String.format(Locale.ROOT, "%.1fk tokens", count / 1e3)
                        : String.format(Locale.ROOT, "%.1fM tokens", count / 1e6);
    }
}
