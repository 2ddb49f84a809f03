package dev.codeagent.api.run;

/**
 * A part of a block that the model is still writing; never stored.
 *
 * @param block the block's id, unique in its run
 * @param kind text or thinking
 * @param offset the number of UTF-16 code units of the block before this part
 * @param afterSeq the number of the run's last event when this part was created
 */
public record TextDelta(RunId run, String step, String block, String kind, int offset, String text, long afterSeq) {}
