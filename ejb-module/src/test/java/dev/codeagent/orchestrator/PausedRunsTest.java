package dev.codeagent.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.accounting.BudgetStore;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.InMemoryRunJournal;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PausedRunsTest {
    @Test
    void aPeriodicSearchWaitsForAChangeOfABudget() throws Exception {
        var journal = new InMemoryRunJournal();
        var budgets = (BudgetStore) Proxy.newProxyInstance(
                BudgetStore.class.getClassLoader(), new Class<?>[] {BudgetStore.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("no run waits");
                });
        var paused = new PausedRuns(
                journal,
                new EventHub(journal, Clock.systemUTC()),
                new RunQueue(1, 1, run -> {}),
                budgets,
                Clock.systemUTC());
        var search = new Thread(paused::resumeReady);
        var states = new ArrayList<Thread.State>();

        paused.resumeAfter(
                () -> {
                    search.start();
                    await().until(() -> search.getState() == Thread.State.BLOCKED);
                    states.add(search.getState());
                },
                "ann");
        search.join();

        assertThat(states).containsExactly(Thread.State.BLOCKED);
    }
}
