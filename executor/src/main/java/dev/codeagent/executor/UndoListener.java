package dev.codeagent.executor;

import dev.codeagent.executor.tool.IdempotencyStore;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.undo.UndoException;
import dev.codeagent.executor.undo.WorkspaceUndo;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Records the workspace before and after each call, so that each call can be undone. */
record UndoListener(WorkspaceUndo workspaceUndo) implements IdempotencyStore.CallListener {

    @Override
    public void beforeCall(String id) {
        try {
            workspaceUndo.recordBefore(id);
        } catch (UndoException | UncheckedIOException e) {
            throw new ToolExecutionException(Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    /** Only logs an error: the call was executed and must be answered, and the next record shows what it changed. */
    @Override
    public void afterCall(String id) {
        try {
            workspaceUndo.recordAfter(id);
        } catch (UndoException | UncheckedIOException e) {
            System.err.println("call " + id + ": " + e.getMessage());
        }
    }
}
