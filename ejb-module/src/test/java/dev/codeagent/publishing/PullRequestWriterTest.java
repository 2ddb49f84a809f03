package dev.codeagent.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.publishing.PullRequestText;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent.FileChange;
import dev.codeagent.api.run.RunEvent.TestsFinished.Phase;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PullRequestWriterTest {
    private static RunReport report(String prompt, List<FileChange> files) {
        var run = new Run(
                new RunId("run-1"),
                new ProjectId("p-1"),
                new SessionId("s-1"),
                "local",
                "/build",
                prompt,
                RunState.COMPLETED,
                Instant.EPOCH,
                Optional.empty(),
                Usage.NONE,
                Optional.empty(),
                Optional.empty(),
                9,
                Optional.empty(),
                PatchState.OPEN,
                Optional.empty(),
                Optional.empty());
        var step = new RunReport.Step(
                "coding",
                AgentName.CODING,
                1,
                "openai",
                "m-1",
                "done",
                Instant.EPOCH,
                5,
                1,
                Usage.NONE,
                Optional.empty(),
                new RunReport.ToolCalls(3, 0, 0));
        return new RunReport(
                run,
                "bubblewrap",
                List.of(step),
                List.of(
                        new RunReport.Tests(Phase.BEFORE, 3, 1, 0, false),
                        new RunReport.Tests(Phase.AFTER, 4, 0, 2, false)),
                Optional.of(new Verdict(List.of("t"), List.of(), List.of(), List.of(), List.of(), true)),
                "codeagent/run-1",
                files,
                List.of(),
                List.of(),
                "done",
                Optional.empty());
    }

    @Test
    void tellsWhatWasAskedForAndWhatTheServerMeasured() {
        PullRequestText text = PullRequestWriter.write(report(
                "\n  End the greeting with a full stop\n\nand größer 🙂",
                List.of(new FileChange("src/A.java", "modified", 2, 1))));

        assertThat(text.title()).isEqualTo("End the greeting with a full stop");
        assertThat(text.head()).isEqualTo("codeagent/run-1");
        assertThat(text.body()).isEqualTo("""
            > End the greeting with a full stop
            >\s
            > and größer 🙂

            ## Changes

            - `src/A.java` modified, +2 −1

            ## Tests

            - before the changes: 3 passed, 1 failed, 0 skipped
            - after the changes: 4 passed, 0 failed, 2 skipped
            - verdict of the server: green

            ## Agents

            - coding with `openai/m-1`: `done`

            Run `run-1` of the Code Agent System.
            """);
    }

    /** Git servers act on names and on words such as "closes"; agents choose the names of files. */
    @Test
    void namesOfFilesAreCode() {
        PullRequestText text = PullRequestWriter.write(report(
                "x",
                List.of(
                        new FileChange("closes #1 @admin", "added", 1, 0),
                        new FileChange("a`b``c", "added", 1, 0),
                        new FileChange("`", "added", 1, 0),
                        new FileChange("line\n# break\r\n@admin", "added", 1, 0),
                        new FileChange("\u202Egnp.exe\u001B[2J", "added", 1, 0),
                        new FileChange("x".repeat(5_000), "added", 1, 0))));

        assertThat(text.body())
                .contains("- `closes #1 @admin` added")
                .contains("- ```a`b``c``` added")
                .contains("- `` ` `` added")
                .contains("- `line # break @admin` added")
                .contains("- `�gnp.exe�[2J` added")
                .doesNotContain("x".repeat(400));
    }

    @Test
    void aTitleIsOneShortLineAndTheBodyIsBounded() {
        PullRequestText text = PullRequestWriter.write(report(
                "🙂".repeat(5_000), Collections.nCopies(10_000, new FileChange("y".repeat(299), "added", 1, 0))));

        assertThat(text.title().codePointCount(0, text.title().length())).isEqualTo(72);
        assertThat(text.title()).endsWith("🙂…").doesNotContain("\n");
        assertThat(text.body()).contains("and 9850 more files").hasSizeLessThan(60_000);
        assertThat(PullRequestWriter.write(report(" \n ", List.of())).title()).isEqualTo("Changes of run run-1");
    }
}
