package dev.codeagent.sandbox.images;

import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.sandbox.ProgressListener;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the output of a build: reports each step, and keeps the last lines for an error. */
final class BuildLog {
    private static final Pattern STEP = Pattern.compile("(?i)STEP (\\d+/\\d+) ?: ?(.*)");
    private static final Pattern LAYER = Pattern.compile("-+> (?:Running in )?[0-9a-f]{6,64}|Removing intermediate .*");
    /** Colours and other terminal control sequences, which a build may print. */
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\\p{Cntrl}");

    private static final int MAX_REPORTED_STEPS = 100;
    private static final int MAX_LAST_LINES = 15;
    private static final int MAX_LINE_LENGTH = 300;

    private final ProgressListener listener;
    private final ArrayDeque<String> lastLines = new ArrayDeque<>();
    private final StringBuilder partial = new StringBuilder();
    private String step = "";
    private String layer = "";
    private int reportedSteps;

    BuildLog(ProgressListener listener) {
        this.listener = listener;
    }

    /** Adds a part of the output: a partial line, or several lines. */
    synchronized void append(String chunk) {
        partial.append(chunk);
        int end = partial.indexOf("\n");
        while (end >= 0) {
            processLine(partial.substring(0, end));
            partial.delete(0, end + 1);
            end = partial.indexOf("\n");
        }
        if (partial.length() > MAX_LINE_LENGTH) {
            processLine(partial.toString());
            partial.setLength(0);
        }
    }

    private void processLine(String printed) {
        String line = CONTROL_CHARACTERS.matcher(printed).replaceAll("").strip();
        Matcher stepMatcher = STEP.matcher(line);
        if (stepMatcher.matches()) {
            step = "step " + stepMatcher.group(1) + ": " + truncate(stepMatcher.group(2));
            lastLines.clear();
            if (reportedSteps++ < MAX_REPORTED_STEPS) {
                listener.info("image.step", step);
            }
        } else if (LAYER.matcher(line).matches()) {
            layer = line.startsWith("---> ") && !line.contains("Running") ? line.substring("---> ".length()) : layer;
        } else if (!line.isEmpty()) {
            lastLines.add(truncate(line));
            if (lastLines.size() > MAX_LAST_LINES) {
                lastLines.removeFirst();
            }
        }
    }

    private static String truncate(String line) {
        return line.length() > MAX_LINE_LENGTH ? UnicodeText.prefix(line, MAX_LINE_LENGTH) + "…" : line;
    }

    /** The current step; empty before the first one. */
    synchronized String step() {
        return step;
    }

    /** The image of the last completed step; empty if there is none. */
    synchronized String layer() {
        return layer;
    }

    /** The last lines of output of the current step. */
    synchronized String lastLines() {
        if (!partial.isEmpty()) {
            processLine(partial.toString());
            partial.setLength(0);
        }
        return String.join("\n", lastLines);
    }
}
