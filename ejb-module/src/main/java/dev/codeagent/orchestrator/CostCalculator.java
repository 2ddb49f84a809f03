package dev.codeagent.orchestrator;

import dev.codeagent.api.run.RunEvent;
import java.util.List;

/** What turns cost. */
public interface CostCalculator {

    /** US dollars as decimal text; empty where the price of a model is not known. */
    String calculate(List<RunEvent.TurnFinished> turns);
}
