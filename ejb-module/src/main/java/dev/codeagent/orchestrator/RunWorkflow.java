package dev.codeagent.orchestrator;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.AgentTask;
import dev.codeagent.agents.RecordedTurn;
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
import dev.codeagent.context.StepPrompt;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.TestFilePatterns;
import dev.codeagent.tools.ToolRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One run at work: prepare, agent after agent, tests, patch, verdict. Every part looks first whether it is done already. */
public final class RunWorkflow implements AutoCloseable {
    private final RunContext context;
    private final RunEventPublisher publisher;
    private final RunJournal journal;
    private final Project project;
    private final ProjectConfiguration projectConfiguration;
    private final RunSandbox sandbox;
    private final AgentLoop agentLoop;
    private final ToolRegistry tools;
    private final RunBranchStore branches;
    private final ConversationHistory conversationHistory;
    private final Runnable release;

    /**
     * What a run works with.
     *
     * @param release gives back what the run has beside its sandbox; called when it is over
     */
    public record Dependencies(
            RunJournal journal,
            Project project,
            ProjectConfiguration projectConfiguration,
            RunSandbox sandbox,
            AgentLoop agentLoop,
            ToolRegistry tools,
            RunBranchStore branches,
            ConversationHistory conversationHistory,
            Runnable release) {}

    public RunWorkflow(RunContext context, Dependencies dependencies) {
        this.context = context;
        this.publisher = context.publisher();
        this.journal = dependencies.journal();
        this.project = dependencies.project();
        this.projectConfiguration = dependencies.projectConfiguration();
        this.sandbox = dependencies.sandbox();
        this.agentLoop = dependencies.agentLoop();
        this.tools = dependencies.tools();
        this.branches = dependencies.branches();
        this.conversationHistory = dependencies.conversationHistory();
        this.release = dependencies.release();
    }

    void execute() {
        List<AgentName> order = readHistory().createdEvent().agents();
        sandbox.select(readHistory());
        if (SlashCommand.mayEdit(order)) {
            sandbox.prepare(readHistory());
        }
        for (AgentName agent : order) {
            context.cancellation().throwIfCancelled();
            runStep(agent, 1);
            if (agent == AgentName.REVIEW && order.contains(AgentName.CODING)) {
                runReviewRounds();
            }
        }
        reachVerdict();
    }

    /** After a failure: what the agents changed so far is put on the branch, so that it is not lost. */
    void savePartialPatch() {
        if (context.cancellation().isCancelled()
                || !readHistory().hasPossibleEdits()
                || readHistory().contains(RunEvent.DiffReady.class)) {
            return;
        }
        try {
            exportPatch();
        } catch (AgentException e) {
            publisher.warn("patch.lost", "the changes so far could not be put on a branch: " + e.getMessage());
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

    private void runReviewRounds() {
        for (int round = 2; round <= projectConfiguration.workflow().reviewRounds() + 1; round++) {
            boolean changesRequested = readHistory()
                    .findLastStep(AgentName.REVIEW)
                    .map(s -> s.outcome().equals("changes"))
                    .orElse(false);
            if (!changesRequested) {
                return;
            }
            runStep(AgentName.CODING, round);
            runStep(AgentName.REVIEW, round);
        }
        if (readHistory()
                .findLastStep(AgentName.REVIEW)
                .map(s -> s.outcome().equals("changes"))
                .orElse(false)) {
            publisher.warn("review.open", "review still asks for changes after the last round; look at its answer");
        }
    }

    private void runStep(AgentName agent, int round) {
        String step = agent.wireName() + (round > 1 ? "-" + round : "");
        RunHistory history = readHistory();
        if (history.findFinishedStep(step).isPresent()) {
            return;
        }
        AgentConfiguration configuration = findConfiguration(agent);
        List<ModelRef> models = selectModels(configuration, history);
        if (!history.isStepStarted(step)) {
            ModelRef first = models.getFirst();
            publisher.publish(new RunEvent.StepStarted(
                    step, agent, round, first.provider().value(), first.model()));
        }
        var task = new AgentTask(
                step,
                configuration,
                createPrompt(agent, round, history),
                models,
                tools.forAgent(agent),
                context.attempt(),
                RecordedTurn.fromEvents(step, history.events()));
        String answer = agentLoop.run(task, publisher, context.cancellation());
        publisher.publish(new RunEvent.StepFinished(step, agent, round, parseOutcome(agent, answer), answer));
    }

    private String createPrompt(AgentName agent, int round, RunHistory history) {
        var answers = history.finishedSteps().stream()
                .map(a -> new StepPrompt.StepAnswer(a.step(), a.answer()))
                .toList();
        RunEvent.Created created = history.createdEvent();
        return new StepPrompt(
                        agent,
                        round,
                        created.prompt(),
                        conversationHistory.findExchangesBefore(created.session(), context.run()),
                        answers,
                        history.findTestReport("before"))
                .render();
    }

    private static String parseOutcome(AgentName agent, String answer) {
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

    private AgentConfiguration findConfiguration(AgentName agent) {
        return projectConfiguration.agents().stream()
                .filter(a -> a.agent() == agent)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        dev.codeagent.api.error.ErrorCode.UNKNOWN_AGENT,
                        "project " + project.id() + " has no agent " + agent.wireName()));
    }

    private static List<ModelRef> selectModels(AgentConfiguration configuration, RunHistory history) {
        String requestedModel = history.createdEvent().model();
        return requestedModel.isEmpty() ? configuration.models() : List.of(ModelRef.parse(requestedModel));
    }

    private void reachVerdict() {
        RunHistory history = readHistory();
        if (!history.hasPossibleEdits() || history.contains(RunEvent.VerdictReached.class)) {
            return;
        }
        Optional<TestReport> before = history.findTestReport("before");
        if (before.isPresent() && history.findTestReport("after").isEmpty()) {
            TestReport after = sandbox.runTests("after");
            publisher.publish(new RunEvent.TestsFinished("after", after));
        }
        List<RunEvent.FileChange> files = exportPatch();
        readHistory().findTestReport("after").ifPresent(after -> {
            var tests = files.stream()
                    .filter(f -> !f.status().equals("added") && TestFilePatterns.isTestFile(f.path()))
                    .map(RunEvent.FileChange::path)
                    .toList();
            publisher.publish(new RunEvent.VerdictReached(Verdict.compare(before.orElseThrow(), after, tests)));
        });
    }

    private List<RunEvent.FileChange> exportPatch() {
        byte[] patch = sandbox.exportPatch();
        if (patch.length == 0) {
            publisher.info("patch.empty", "the run changed no file");
            return List.of();
        }
        String message = readHistory().createdEvent().command() + " "
                + readHistory().createdEvent().prompt();
        RunBranchStore.Commit commit = branches.commit(project, context.run(), sandbox.baseCommit(), patch, message);
        if (!readHistory().contains(RunEvent.DiffReady.class)) {
            publisher.publish(new RunEvent.DiffReady(commit.branch(), commit.id(), commit.files()));
        }
        return commit.files();
    }

    private RunHistory readHistory() {
        List<RecordedEvent> events = RunExecutor.readEvents(journal, context.run());
        return new RunHistory(events);
    }
}
