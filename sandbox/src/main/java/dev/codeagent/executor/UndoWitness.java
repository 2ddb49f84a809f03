package dev.codeagent.executor;

import dev.codeagent.executor.tool.CallStore;
import dev.codeagent.executor.tool.ToolError;
import dev.codeagent.executor.undo.Undo;
import dev.codeagent.executor.undo.UndoError;
import java.io.UncheckedIOException;

/** Has the workspace recorded around every call, so that each can be taken back. */
record UndoWitness(Undo undo) implements CallStore.Witness {

    @Override
    public void before(String id) {
        try {
            undo.before(id);
        } catch (UndoError | UncheckedIOException e) {
            throw new ToolError(e.getMessage());
        }
    }

    /** The call has happened and must be answered; what it changed is then read off the next record. */
    @Override
    public void after(String id) {
        try {
            undo.after(id);
        } catch (UndoError | UncheckedIOException e) {
            System.err.println("call " + id + ": " + e.getMessage());
        }
    }
}
