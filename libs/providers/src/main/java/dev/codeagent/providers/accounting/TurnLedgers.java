package dev.codeagent.providers.accounting;

/** Opens the accounts of a run's turns. */
@FunctionalInterface
public interface TurnLedgers {
    /** Nothing is reserved or booked. */
    TurnLedgers NONE = (step, agent, turn) -> CallLedger.NONE;

    /**
     * Opens the account of one turn.
     *
     * @param turn unique in the run, also after a restart; the ids of the calls begin with it
     */
    CallLedger forTurn(String step, String agent, String turn);
}
