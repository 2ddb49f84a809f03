package dev.codeagent.api.run;

/**
 * A piece of a block that is still being written; never stored.
 *
 * @param block the block's id, unique in its run
 * @param kind text or thinking
 * @param offset the number of UTF-16 units of the block before this piece
 * @param afterSeq the number of the run's last event when this piece was made
 */
public record TextDelta(RunId run, String step, String block, String kind, int offset, String text, long afterSeq) {}
