package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunState;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunExecutorTest extends RunExecutorFixture {
    private List<String> finishedSteps() {
        return journal.eventsOf(RUN).stream()
                .filter(RunEvent.StepFinished.class::isInstance)
                .map(e -> ((RunEvent.StepFinished) e).step() + " " + ((RunEvent.StepFinished) e).outcome())
                .toList();
    }

    @Test
    void readsTheEventsOfARunOnce() {
        openRun(AgentName.PLANNING, AgentName.REVIEW, AgentName.DOCUMENTATION);

        execute(n -> ScriptedProvider.text("verdict: approve"));

        assertThat(finishedSteps()).containsExactly("planning done", "review approved", "documentation done");
        assertThat(journal.readCount()).isEqualTo(1);
    }

    @Test
    void readsTheTurnsOfAnInterruptedStepWhenItResumes() {
        openRun(AgentName.PLANNING, AgentName.DOCUMENTATION);
        hub.publish(
                RUN,
                new RunEvent.Started(1),
                new RunEvent.StepStarted("planning", AgentName.PLANNING, 1, "demo", ""),
                new RunEvent.BlockFinished("planning", "b", "text", "the plan"),
                new RunEvent.TurnFinished("planning", 1, "demo", "demo", "stop", dev.codeagent.api.chat.Usage.NONE, 1));

        execute(n -> ScriptedProvider.text("documented"));

        assertThat(provider.requests()).hasSize(1);
        assertThat(finishedSteps()).containsExactly("planning done", "documentation done");
        assertThat(journal.readCount()).isEqualTo(2);
        assertThat(journal.eventsOf(RUN)).contains(new RunEvent.Started(2));
    }

    @Test
    void doesNotTakeAReviewWithoutAVerdictForAnApproval() {
        openRun(AgentName.REVIEW);

        execute(n -> ScriptedProvider.text("I like it."));

        assertThat(finishedSteps()).containsExactly("review unclear");
    }

    @Test
    void executesAFinishedRunNoSecondTime() {
        openRun(AgentName.PLANNING);
        execute(n -> ScriptedProvider.text("the plan"));
        int events = journal.eventsOf(RUN).size();

        execute(n -> ScriptedProvider.text("another plan"));

        assertThat(journal.eventsOf(RUN)).hasSize(events);
        assertThat(journal.eventsOf(RUN).getLast())
                .isInstanceOfSatisfying(
                        RunEvent.Finished.class, f -> assertThat(f.state()).isEqualTo(RunState.COMPLETED));
    }
}
