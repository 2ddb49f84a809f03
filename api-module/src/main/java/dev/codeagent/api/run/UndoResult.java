package dev.codeagent.api.run;

/**
 * What an undo did.
 *
 * @param event what is on record of it
 * @param acceptedBefore whether the user's working tree has something of the run's patch, which was left as it is
 */
public record UndoResult(RunId run, RunEvent.ChangesUndone event, boolean acceptedBefore) {}
