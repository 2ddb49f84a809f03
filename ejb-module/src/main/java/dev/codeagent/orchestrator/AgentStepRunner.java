package dev.codeagent.orchestrator;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.AgentTask;
import dev.codeagent.agents.RecordedTurn;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunJournal;
import dev.codeagent.context.StepPrompt;
import dev.codeagent.tools.ToolRegistry;
import java.util.List;
import java.util.Set;

/** Runs the steps of a run: one agent with its prompt, its models and its tools. */
public final class AgentStepRunner {
    private static final int CONVERSATION_RUNS = 10;

    private final RunContext context;
    private final RunJournal journal;
    private final ProjectConfiguration configuration;
    private final AgentLoop agentLoop;
    private final ToolRegistry tools;
    private final RunInputs inputs;
    private final RequestPaths paths;
    private final MentionedFiles mentions;
    private final ConversationHistory conversation;

    public AgentStepRunner(
            RunContext context,
            RunJournal journal,
            ProjectConfiguration configuration,
            AgentLoop agentLoop,
            ToolRegistry tools,
            RunInputs inputs,
            RequestPaths paths,
            MentionedFiles mentions) {
        this.context = context;
        this.journal = journal;
        this.configuration = configuration;
        this.agentLoop = agentLoop;
        this.tools = tools;
        this.inputs = inputs;
        this.paths = paths;
        this.mentions = mentions;
        this.conversation = new ConversationHistory(journal, CONVERSATION_RUNS);
    }

    /** Checks that the agent has a model. */
    void requireModel(AgentName agent) {
        AgentConfiguration agentConfiguration = findConfiguration(agent);
        agentLoop.requireModel(agentConfiguration, selectModels(agentConfiguration));
    }

    /** Runs the step unless it is finished; {@code round} counts from 1. */
    void run(AgentName agent, int round) {
        String step = agent.wireName() + (round > 1 ? "-" + round : "");
        RunHistory history = context.history();
        if (history.isStepFinished(step)) {
            return;
        }
        AgentConfiguration agentConfiguration = findConfiguration(agent);
        List<ModelRef> models = selectModels(agentConfiguration);
        List<RecordedTurn> recordedTurns = List.of();
        if (history.isStepStarted(step)) {
            recordedTurns = readTurns(step);
        } else {
            ModelRef first = models.getFirst();
            context.publish(new RunEvent.StepStarted(
                    step, agent, round, first.provider().value(), first.model()));
        }
        var task = new AgentTask(
                step,
                agentConfiguration,
                createPrompt(step, agent, round),
                inputs.images(context.run(), context.created()),
                models,
                tools.forAgent(agent),
                context.attempt(),
                recordedTurns,
                history.findTestReport(RunEvent.TestsFinished.Phase.BEFORE)
                        .map(r -> !r.isGreen())
                        .orElse(false));
        String answer = agentLoop.run(task, context.publisher(), context.cancellation());
        String outcome = agent == AgentName.REVIEW ? ReviewVerdict.parse(answer).outcome() : "done";
        context.publish(new RunEvent.StepFinished(step, agent, round, outcome, answer));
    }

    private AgentConfiguration findConfiguration(AgentName agent) {
        return configuration.agents().stream()
                .filter(a -> a.agent() == agent)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_AGENT,
                        "project " + context.created().project() + " has no agent " + agent.wireName()));
    }

    private List<ModelRef> selectModels(AgentConfiguration agentConfiguration) {
        String requestedModel = context.created().model();
        return requestedModel.isEmpty() ? agentConfiguration.models() : List.of(ModelRef.parse(requestedModel));
    }

    /** The turns of a step that was interrupted. */
    private List<RecordedTurn> readTurns(String step) {
        return RecordedTurn.fromEvents(
                step,
                journal.readTypes(
                        context.run(),
                        Set.of(
                                RunEvent.BlockFinished.class,
                                RunEvent.TurnFinished.class,
                                RunEvent.ToolCalled.class,
                                RunEvent.ToolFinished.class)));
    }

    private String createPrompt(String step, AgentName agent, int round) {
        RunHistory history = context.history();
        RunEvent.Created created = context.created();
        return new StepPrompt(
                        agent,
                        round,
                        inputs.prompt(context.run(), created, mentions.request(step)),
                        conversation.findExchangesBefore(created.session(), context.run()),
                        history.finishedSteps().stream()
                                .map(s -> new StepPrompt.StepAnswer(s.step(), s.answer()))
                                .toList(),
                        history.findTestReport(RunEvent.TestsFinished.Phase.BEFORE),
                        created.folder(),
                        paths.resolve(created.prompt(), created.folder()))
                .render();
    }
}
