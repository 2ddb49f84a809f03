package dev.codeagent.api.run;

import dev.codeagent.api.provider.ModelPrice;
import java.util.Optional;

/**
 * One request to a model: who made it, to whom, and at which price. Each attempt is a call of its own.
 *
 * @param id unique in the run
 * @param step the step of the run
 * @param agent the agent's name
 * @param caller the owner of the run
 * @param price the price at the time of the call; empty if it is not known
 */
public record ModelCall(
        String id,
        String step,
        String agent,
        String project,
        String caller,
        String provider,
        String model,
        Optional<ModelPrice> price) {

    /** The same call at the price of its actual size. */
    public ModelCall withPrice(Optional<ModelPrice> other) {
        return new ModelCall(id, step, agent, project, caller, provider, model, other);
    }
}
