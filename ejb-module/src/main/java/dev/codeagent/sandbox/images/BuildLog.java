package dev.codeagent.sandbox.images;

import dev.codeagent.sandbox.Progress;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an engine says while it builds: each step is told, the last lines are kept for a failure. */
final class BuildLog {
    private static final Pattern STEP = Pattern.compile("(?i)STEP (\\d+/\\d+) ?: ?(.*)");
    private static final Pattern LAYER = Pattern.compile("-+> (?:Running in )?[0-9a-f]{6,64}|Removing intermediate .*");
    /** Colours and other orders to a terminal: a project's build may print what it likes. */
    private static final Pattern UNREADABLE = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\\p{Cntrl}");

    private static final int MOST_TOLD = 100;
    private static final int KEPT = 15;
    private static final int WIDTH = 300;

    private final Progress progress;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final StringBuilder partial = new StringBuilder();
    private String step = "";
    private String layer = "";
    private int told;

    BuildLog(Progress progress) {
        this.progress = progress;
    }

    /** A piece of output, which may be a part of a line or several. */
    synchronized void add(String piece) {
        partial.append(piece);
        int end = partial.indexOf("\n");
        while (end >= 0) {
            line(partial.substring(0, end));
            partial.delete(0, end + 1);
            end = partial.indexOf("\n");
        }
        if (partial.length() > WIDTH) {
            line(partial.toString());
            partial.setLength(0);
        }
    }

    private void line(String printed) {
        String line = UNREADABLE.matcher(printed).replaceAll("").strip();
        Matcher begun = STEP.matcher(line);
        if (begun.matches()) {
            step = "step " + begun.group(1) + ": " + cut(begun.group(2));
            last.clear();
            if (told++ < MOST_TOLD) {
                progress.info("image.step", step);
            }
        } else if (LAYER.matcher(line).matches()) {
            layer = line.startsWith("---> ") && !line.contains("Running") ? line.substring("---> ".length()) : layer;
        } else if (!line.isEmpty()) {
            last.add(cut(line));
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
    }

    private static String cut(String line) {
        return line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line;
    }

    /** The step that was under way; empty before the first. */
    synchronized String step() {
        return step;
    }

    /** The last image that a step made; empty where there was none. */
    synchronized String layer() {
        return layer;
    }

    /** The last lines that the step printed. */
    synchronized String lastLines() {
        if (!partial.isEmpty()) {
            line(partial.toString());
            partial.setLength(0);
        }
        return String.join("\n", last);
    }
}
