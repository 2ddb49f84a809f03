package dev.codeagent.api.run;

/**
 * A part of a block that the model is still writing, or of the output of a call that runs; never stored.
 *
 * @param block the block's id, unique in its run; of output the call's id
 * @param kind text, thinking or {@link #OUTPUT}
 * @param offset the number of UTF-16 code units of the block before this part
 * @param afterSeq the number of the run's last event when this part was created
 */
public record TextDelta(RunId run, String step, String block, String kind, int offset, String text, long afterSeq) {
    /** Kind of the output of a call: a client that connects later does not get the parts before. */
    public static final String OUTPUT = "output";
}
