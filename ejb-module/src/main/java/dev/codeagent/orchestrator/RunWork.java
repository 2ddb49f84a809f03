package dev.codeagent.orchestrator;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.AgentTask;
import dev.codeagent.agents.PastTurn;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.run.Verdict;
import dev.codeagent.context.StepOpening;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.projects.RunBranch;
import dev.codeagent.projects.TestFiles;
import dev.codeagent.tools.ToolRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One run at work: prepare, agent after agent, tests, patch, verdict. Every part looks first whether it is done already. */
public final class RunWork implements AutoCloseable {
    private final RunContext context;
    private final RunLog log;
    private final RunJournal journal;
    private final Project project;
    private final ProjectConfiguration setup;
    private final RunSandbox sandbox;
    private final AgentLoop agents;
    private final ToolRegistry tools;
    private final RunBranch branches;
    private final Conversation conversation;
    private final Runnable release;

    /**
     * What a run works with.
     *
     * @param release gives back what the run has beside its sandbox; called when it is over
     */
    public record Parts(
            RunJournal journal,
            Project project,
            ProjectConfiguration setup,
            RunSandbox sandbox,
            AgentLoop agents,
            ToolRegistry tools,
            RunBranch branches,
            Conversation conversation,
            Runnable release) {}

    public RunWork(RunContext context, Parts parts) {
        this.context = context;
        this.log = context.log();
        this.journal = parts.journal();
        this.project = parts.project();
        this.setup = parts.setup();
        this.sandbox = parts.sandbox();
        this.agents = parts.agents();
        this.tools = parts.tools();
        this.branches = parts.branches();
        this.conversation = parts.conversation();
        this.release = parts.release();
    }

    void workflow() {
        List<AgentName> order = progress().created().agents();
        sandbox.select(progress());
        if (SlashCommand.edits(order)) {
            sandbox.prepare(progress());
        }
        for (AgentName agent : order) {
            context.cancel().throwIfCancelled();
            step(agent, 1);
            if (agent == AgentName.REVIEW && order.contains(AgentName.CODING)) {
                reviewRounds();
            }
        }
        judge();
    }

    /** After a failure: what the agents changed so far is put on the branch, so that it is not lost. */
    void keepWhatIsDone() {
        if (context.cancel().isCancelled()
                || !progress().mayHaveEdited()
                || progress().has(RunEvent.DiffReady.class)) {
            return;
        }
        try {
            exportPatch();
        } catch (AgentException e) {
            log.warn("patch.lost", "the changes so far could not be put on a branch: " + e.getMessage());
        }
    }

    /** The run is over, and not only interrupted. */
    void release() {
        release.run();
    }

    @Override
    public void close() {
        sandbox.close();
    }

    private void reviewRounds() {
        for (int round = 2; round <= setup.workflow().reviewRounds() + 1; round++) {
            boolean again = progress()
                    .lastStep(AgentName.REVIEW)
                    .map(s -> s.outcome().equals("changes"))
                    .orElse(false);
            if (!again) {
                return;
            }
            step(AgentName.CODING, round);
            step(AgentName.REVIEW, round);
        }
        if (progress()
                .lastStep(AgentName.REVIEW)
                .map(s -> s.outcome().equals("changes"))
                .orElse(false)) {
            log.warn("review.open", "review still asks for changes after the last round; look at its answer");
        }
    }

    private void step(AgentName agent, int round) {
        String step = agent.wireName() + (round > 1 ? "-" + round : "");
        RunProgress progress = progress();
        if (progress.finished(step).isPresent()) {
            return;
        }
        AgentConfiguration configuration = configuration(agent);
        List<ModelRef> models = models(configuration, progress);
        if (!progress.started(step)) {
            ModelRef first = models.getFirst();
            log.add(new RunEvent.StepStarted(
                    step, agent, round, first.provider().value(), first.model()));
        }
        var task = new AgentTask(
                step,
                configuration,
                opening(agent, round, progress),
                models,
                tools.forAgent(agent),
                context.attempt(),
                PastTurn.of(step, progress.events()));
        String answer = agents.run(task, log, context.cancel());
        log.add(new RunEvent.StepFinished(step, agent, round, outcome(agent, answer), answer));
    }

    private String opening(AgentName agent, int round, RunProgress progress) {
        var answers = progress.answers().stream()
                .map(a -> new StepOpening.Answer(a.step(), a.answer()))
                .toList();
        RunEvent.Created created = progress.created();
        return new StepOpening(
                        agent,
                        round,
                        created.prompt(),
                        conversation.before(created.session(), context.run()),
                        answers,
                        progress.tests("before"))
                .text();
    }

    private static String outcome(AgentName agent, String answer) {
        if (agent != AgentName.REVIEW) {
            return "done";
        }
        return answer.toLowerCase(Locale.ROOT)
                .lines()
                .filter(l -> l.replace("*", "").replace("`", "").strip().startsWith("verdict:"))
                .reduce((a, b) -> b)
                .map(l -> l.contains("changes") ? "changes" : "approved")
                .orElse("done");
    }

    private AgentConfiguration configuration(AgentName agent) {
        return setup.agents().stream()
                .filter(a -> a.agent() == agent)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        dev.codeagent.api.error.ErrorCode.UNKNOWN_AGENT,
                        "project " + project.id() + " has no agent " + agent.wireName()));
    }

    private static List<ModelRef> models(AgentConfiguration configuration, RunProgress progress) {
        String forced = progress.created().model();
        return forced.isEmpty() ? configuration.models() : List.of(ModelRef.parse(forced));
    }

    private void judge() {
        RunProgress progress = progress();
        if (!progress.mayHaveEdited() || progress.has(RunEvent.VerdictReached.class)) {
            return;
        }
        Optional<TestReport> before = progress.tests("before");
        if (before.isPresent() && progress.tests("after").isEmpty()) {
            TestReport after = sandbox.tests("after");
            log.add(new RunEvent.TestsFinished("after", after));
        }
        List<RunEvent.FileChange> files = exportPatch();
        progress().tests("after").ifPresent(after -> {
            var tests = files.stream()
                    .filter(f -> !f.status().equals("added") && TestFiles.isTest(f.path()))
                    .map(RunEvent.FileChange::path)
                    .toList();
            log.add(new RunEvent.VerdictReached(Verdict.compare(before.orElseThrow(), after, tests)));
        });
    }

    private List<RunEvent.FileChange> exportPatch() {
        byte[] patch = sandbox.exportPatch();
        if (patch.length == 0) {
            log.info("patch.empty", "the run changed no file");
            return List.of();
        }
        String message =
                progress().created().command() + " " + progress().created().prompt();
        RunBranch.Commit commit = branches.commit(project, context.run(), sandbox.base(), patch, message);
        if (!progress().has(RunEvent.DiffReady.class)) {
            log.add(new RunEvent.DiffReady(commit.branch(), commit.commit(), commit.files()));
        }
        return commit.files();
    }

    private RunProgress progress() {
        List<RecordedEvent> events = RunDriver.events(journal, context.run());
        return new RunProgress(events);
    }
}
