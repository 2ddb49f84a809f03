package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.chat.Usage;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.FollowUp;
import dev.codeagent.api.run.LineComment;
import dev.codeagent.api.run.PatchState;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunReport;
import dev.codeagent.api.run.RunState;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.run.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A report in the form that people paste into pull requests. */
class RunReportMarkdownTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private static RunReport report(String text) {
        var run = new Run(
                new RunId("run-1"),
                new ProjectId("proj-1"),
                new SessionId("s-1"),
                "local",
                "/build",
                text,
                RunState.COMPLETED,
                START,
                Optional.of(START.plusMillis(61_500)),
                new Usage(1000, 20, 0),
                Optional.of(new BigDecimal("0.05")),
                Optional.empty(),
                9,
                Optional.empty(),
                PatchState.OPEN,
                Optional.of(text),
                Optional.empty());
        return new RunReport(
                run,
                "bubblewrap",
                List.of(new RunReport.Step(
                        "coding",
                        AgentName.CODING,
                        1,
                        "demo",
                        "m-1",
                        "done",
                        START,
                        2_340,
                        3,
                        new Usage(1000, 20, 0),
                        Optional.empty(),
                        new RunReport.ToolCalls(4, 1, 0))),
                List.of(new RunReport.Tests(RunEvent.TestsFinished.Phase.AFTER, 5, 0, 1, false)),
                Optional.of(Verdict.notTested(text, List.of())),
                "codeagent/run-1",
                List.of(new RunEvent.FileChange(text, "modified", 3, 1)),
                List.of(new RunReport.PatchAction(START, "applied-part", "local", 2)),
                List.of(new RunReport.ApprovalRecord("a", "coding", "run_command", text, text, "approved", "ann")),
                text,
                Optional.of(new FollowUp(new RunId("run-0"), List.of(new LineComment("a.txt", 2, 0, text)))));
    }

    @Test
    void hasEverythingOfARun() {
        assertThat(RunReportMarkdown.write(report("plain")))
                .startsWith("# Run `run-1`\n\n- **Command:** `/build`\n")
                .contains(
                        "- **State:** completed\n",
                        "took 61.5 s",
                        "1000 in, 20 out, 0.05 USD",
                        "- **Verdict:** not tested: `plain`\n",
                        "- **Branch:** `codeagent/run-1`, patch open\n",
                        "- **Continues:** `run-0`\n",
                        "- `a.txt:2`: `plain`\n",
                        "## Answer\n\n```text\nplain\n```\n",
                        "| `plain` | `modified` | 3 | 1 |\n",
                        "| after | 5 | 0 | 1 | ok |\n",
                        "| `coding` | `demo/m-1` | `done` | 3 | 4 (1 failed, 0 denied) | 2.3 s | 1020 |\n",
                        "2 parts left");
    }

    /** What a model or a repository wrote must not become markup, an image that is loaded, or a mention of somebody. */
    @Test
    void showsWhatOthersWroteAsCodeOnly() {
        String hostile = "``` ![x](http://evil.example/?q) <script> | @all\n```\n# Heading\u001b[2J\u202e`";

        String markdown = RunReportMarkdown.write(report(hostile));

        assertThat(markdown).doesNotContain("\u001b", "\u202e");
        for (String line : withoutFences(markdown)) {
            assertThat(withoutCodeSpans(line)).doesNotContain("evil.example", "<script>", "@all", "# Heading");
        }
    }

    /** The lines outside of fenced code, read as CommonMark reads them. */
    private static List<String> withoutFences(String markdown) {
        var lines = new java.util.ArrayList<String>();
        String fence = "";
        for (String line : markdown.lines().toList()) {
            String ticks = line.replaceFirst("[^`].*", "");
            if (fence.isEmpty()
                    && ticks.length() >= 3
                    && !line.substring(ticks.length()).contains("`")) {
                fence = ticks;
            } else if (!fence.isEmpty() && line.matches("`{" + fence.length() + ",}")) {
                fence = "";
            } else if (fence.isEmpty()) {
                lines.add(line);
            }
        }
        assertThat(fence).isEmpty();
        return lines;
    }

    private static String withoutCodeSpans(String line) {
        return line.replaceAll("(?<!`)(`+)(?!`).*?(?<!`)\\1(?!`)", "");
    }
}
