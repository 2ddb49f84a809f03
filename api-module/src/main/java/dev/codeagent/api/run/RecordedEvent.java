package dev.codeagent.api.run;

import java.time.Instant;

/**
 * An event with its place in its run's journal.
 *
 * @param seq counts from 1 without gaps
 */
public record RecordedEvent(RunId run, long seq, Instant at, RunEvent event) {}
