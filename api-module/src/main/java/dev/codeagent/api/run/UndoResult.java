package dev.codeagent.api.run;

/**
 * The result of an undo.
 *
 * @param event the event that records the undo
 * @param acceptedBefore whether parts of the run's patch are already in the user's working tree; they are not changed
 *     there
 */
public record UndoResult(RunId run, RunEvent.ChangesUndone event, boolean acceptedBefore) {}
