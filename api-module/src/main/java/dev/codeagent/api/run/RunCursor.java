package dev.codeagent.api.run;

/**
 * What a client has already seen of a run.
 *
 * @param afterSeq the number of its last event, 0 for none
 * @param block the block that was open when it left, empty for none
 * @param offset how many UTF-16 units of that block it has
 */
public record RunCursor(RunId run, long afterSeq, String block, int offset) {
    public static RunCursor start(RunId run) {
        return new RunCursor(run, 0, "", 0);
    }
}
