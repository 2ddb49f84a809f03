package dev.codeagent.executor;

import dev.codeagent.executor.tool.IdempotencyStore;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.undo.UndoException;
import dev.codeagent.executor.undo.WorkspaceUndo;
import java.io.UncheckedIOException;

/** Has the workspace recorded around every call, so that each can be taken back. */
record UndoListener(WorkspaceUndo workspaceUndo) implements IdempotencyStore.CallListener {

    @Override
    public void beforeCall(String id) {
        try {
            workspaceUndo.recordBefore(id);
        } catch (UndoException | UncheckedIOException e) {
            throw new ToolExecutionException(e.getMessage());
        }
    }

    /** The call has happened and must be answered; what it changed is then read off the next record. */
    @Override
    public void afterCall(String id) {
        try {
            workspaceUndo.recordAfter(id);
        } catch (UndoException | UncheckedIOException e) {
            System.err.println("call " + id + ": " + e.getMessage());
        }
    }
}
