package dev.codeagent.api.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The commands that were executed, so that one that is sent again is answered and not executed again. A command whose outcome
 * is an event of a run is stored by {@link dev.codeagent.api.run.RunJournal#append(List, java.util.Optional)}, in the
 * transaction of that event; others are stored here before they are executed.
 */
public interface CommandStore {
    /** How long a command is stored at least. A client may send it again within this time. */
    Duration RETENTION = Duration.ofHours(12);

    /** How many commands are stored at most; of more, the oldest are deleted. */
    int MAX_COMMANDS = 100_000;

    /** The commands that were sent with this id of {@link ReceivedCommand}. */
    List<ExecutedCommand> find(String id);

    /**
     * Stores that the command is being executed.
     *
     * @throws dev.codeagent.api.error.AgentException CONFLICT if it is stored already
     */
    void begin(ReceivedCommand command, Instant at);

    /** Stores that the command was executed. */
    void finish(ReceivedCommand command);

    /** Forgets a command that was rejected and had no effect. */
    void remove(ReceivedCommand command);

    /** Forgets the commands before the time, and the oldest ones that are too many. Returns their number. */
    int deleteBefore(Instant time, int maxCommands);
}
