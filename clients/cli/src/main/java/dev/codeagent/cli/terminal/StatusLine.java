package dev.codeagent.cli.terminal;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * One line at the bottom of the terminal that shows what a run does now: agent, model, activity, elapsed time, tokens and
 * cost. It is redrawn in place each second, and disappears before other output. Above it there may be lines that are
 * about to change, such as the last output of a command. In a pipe and in a terminal that cannot move its cursor it shows
 * nothing. Thread-safe.
 */
public final class StatusLine implements AutoCloseable {
    private static final long REDRAW_MILLIS = 80;
    private static final long TICK_MILLIS = 1_000;

    private final TerminalWriter terminal;
    private final LongSupplier nanoTime;
    private List<StyledLine> detail = List.of();
    private String agent = "";
    private String model = "";
    private String activity = "";
    private long startedAt;
    private long tokens;
    private BigDecimal cost = BigDecimal.ZERO;
    private boolean running;
    private boolean changed;

    public StatusLine(TerminalWriter terminal) {
        this(terminal, System::nanoTime);
    }

    StatusLine(TerminalWriter terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** Starts the clock and shows the line. */
    public synchronized StatusLine start(String firstActivity) {
        activity = firstActivity;
        startedAt = nanoTime.getAsLong();
        if (terminal.redraws() && !running) {
            running = true;
            Thread redrawing = new Thread(this::redrawUntilClosed, "status-line");
            redrawing.setDaemon(true);
            redrawing.start();
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

    /** Shows lines above the status line in place of those before. */
    public void setDetail(List<StyledLine> lines) {
        change(() -> detail = List.copyOf(lines));
    }

    /** Removes the line. It can be started again. */
    @Override
    public synchronized void close() {
        running = false;
        detail = List.of();
        terminal.showLive(List.of());
        notifyAll();
    }

    private synchronized void change(Runnable change) {
        change.run();
        changed = true;
        notifyAll();
    }

    private synchronized void redrawUntilClosed() {
        try {
            while (running) {
                changed = false;
                terminal.showLive(lines());
                wait(REDRAW_MILLIS); // Limits how often it is drawn.
                if (running && !changed) {
                    wait(TICK_MILLIS - REDRAW_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<StyledLine> lines() {
        var lines = new ArrayList<>(detail);
        lines.add(StyledLine.of(Style.DIM, text(terminal.columns() - 1)));
        return lines;
    }

    /** Shortens the activity first, then leaves out the model, the tokens and the activity. */
    synchronized String text(int columns) {
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
