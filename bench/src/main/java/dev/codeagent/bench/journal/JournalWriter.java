package dev.codeagent.bench.journal;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunJournal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Appends the events of one run, each after the one before it is stored. */
final class JournalWriter {
    private static final String BLOCK =
            "The parser reads a field and keeps its place, so that an error can name it. ".repeat(6);

    private final RunJournal journal;
    private final RunId runId;
    private long seq;

    JournalWriter(RunJournal journal, String name) {
        this.journal = journal;
        this.runId = new RunId(name);
    }

    void appendCreated() {
        append(new RunEvent.Created(
                "p-1",
                "s-" + runId,
                "local",
                "/code",
                List.of(),
                "measure",
                List.of(AgentName.CODING),
                "",
                false,
                false,
                "",
                Optional.empty(),
                Optional.empty()));
    }

    /** Appends the next event of a typical sequence: a block, the end of a turn, a tool call, its result. */
    void appendNext() {
        long turn = seq / 4;
        String call = "coding-t" + turn + "-c1";
        append(
                switch ((int) (seq % 4)) {
                    case 1 -> new RunEvent.BlockFinished("coding", "coding-t" + turn, "text", BLOCK);
                    case 2 ->
                        new RunEvent.TurnFinished(
                                "coding", (int) turn, "bench", "scripted-1", "tool", new Usage(900, 120, 0), 1500);
                    case 3 -> new RunEvent.ToolCalled("coding", call, "run_command", "{\"command\":\"make\"}", true);
                    default ->
                        new RunEvent.ToolFinished(
                                "coding",
                                "coding-t" + (turn - 1) + "-c1",
                                "run_command",
                                RunEvent.ToolFinished.Outcome.OK,
                                BLOCK,
                                40);
                });
    }

    private void append(RunEvent event) {
        journal.append(List.of(new RecordedEvent(runId, ++seq, Instant.now(), event)));
    }

    RunId runId() {
        return runId;
    }

    long eventCount() {
        return seq;
    }
}
