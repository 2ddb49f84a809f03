package dev.codeagent.cli.run;

/** Decides where an empty line separates the parts of a transcript: text, tool calls and lines of the run. */
final class OutputGaps {
    private Part last = Part.HEADING;

    /** A part of the transcript. */
    enum Part {
        HEADING,
        TEXT,
        TOOL,
        LINE
    }

    /** Starts a part; true if an empty line belongs before it. */
    boolean start(Part part) {
        boolean gap = part != Part.HEADING
                && part != Part.LINE
                && last != Part.HEADING
                && (part != last || part == Part.TEXT);
        last = part;
        return gap;
    }
}
