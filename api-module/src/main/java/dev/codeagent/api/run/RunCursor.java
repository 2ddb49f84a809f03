package dev.codeagent.api.run;

/**
 * The position up to which a client has received a run.
 *
 * @param afterSeq the number of the client's last event, 0 for none
 * @param block the block that was open when the client disconnected, empty for none
 * @param offset how many UTF-16 code units of that block the client has
 */
public record RunCursor(RunId run, long afterSeq, String block, int offset) {
    public static RunCursor start(RunId run) {
        return new RunCursor(run, 0, "", 0);
    }
}
