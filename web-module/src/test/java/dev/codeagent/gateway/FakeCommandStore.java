package dev.codeagent.gateway;

import dev.codeagent.api.command.CommandStore;
import dev.codeagent.api.command.ExecutedCommand;
import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The executed commands in memory. */
final class FakeCommandStore implements CommandStore {
    private final List<ExecutedCommand> stored = new ArrayList<>();

    synchronized void add(ExecutedCommand executed) {
        if (stored.stream().anyMatch(c -> c.command().equals(executed.command()))) {
            throw new AgentException(ErrorCode.CONFLICT, "the command is stored already");
        }
        stored.add(executed);
    }

    @Override
    public synchronized List<ExecutedCommand> find(String id) {
        return stored.stream().filter(c -> c.command().id().equals(id)).toList();
    }

    @Override
    public void begin(ReceivedCommand command, Instant at) {
        add(new ExecutedCommand(command, "", 0, at, false));
    }

    @Override
    public synchronized void finish(ReceivedCommand command) {
        stored.replaceAll(
                c -> c.command().equals(command) ? new ExecutedCommand(command, c.run(), c.seq(), c.at(), true) : c);
    }

    @Override
    public synchronized void remove(ReceivedCommand command) {
        stored.removeIf(c -> c.command().equals(command));
    }

    @Override
    public int deleteBefore(Instant time, int maxCommands) {
        throw new UnsupportedOperationException();
    }
}
