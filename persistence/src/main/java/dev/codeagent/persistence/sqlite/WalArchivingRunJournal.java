package dev.codeagent.persistence.sqlite;

import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.run.Conversation;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A journal whose append returns only after the events are in the database and in the archive of its write-ahead log. A copy of the
 * data directory that begins after that contains them.
 */
public record WalArchivingRunJournal(RunJournal journal, DatabaseSnapshotter snapshotter) implements RunJournal {

    @Override
    public void append(List<RecordedEvent> events, Optional<ReceivedCommand> command) {
        journal.append(events, command);
        snapshotter.archiveWal();
    }

    @Override
    public List<RecordedEvent> readAfter(RunId run, long seq, int limit) {
        return journal.readAfter(run, seq, limit);
    }

    @Override
    public List<RecordedEvent> readTypes(RunId run, Set<Class<? extends RunEvent>> types) {
        return journal.readTypes(run, types);
    }

    @Override
    public List<RecordedEvent> readTypes(Query runs, Set<Class<? extends RunEvent>> types) {
        return journal.readTypes(runs, types);
    }

    @Override
    public Optional<Run> find(RunId run) {
        return journal.find(run);
    }

    @Override
    public List<Run> list(Query query) {
        return journal.list(query);
    }

    @Override
    public List<Run> findByPrefix(String prefix, int limit) {
        return journal.findByPrefix(prefix, limit);
    }

    @Override
    public List<Conversation> conversations(Optional<String> project, int limit) {
        return journal.conversations(project, limit);
    }

    @Override
    public List<Run> unfinished() {
        return journal.unfinished();
    }

    @Override
    public List<Run> waiting() {
        return journal.waiting();
    }

    @Override
    public boolean owns(RunId run) {
        return journal.owns(run);
    }

    @Override
    public List<Effect> effects(RunId run) {
        return journal.effects(run);
    }
}
