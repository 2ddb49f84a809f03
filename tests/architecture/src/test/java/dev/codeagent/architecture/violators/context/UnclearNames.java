package dev.codeagent.architecture.violators.context;

/** Types whose names do not say what they are for. */
public interface UnclearNames {
    class PlannerImpl {}

    class PlanHelper {}

    class PlanUtil {}

    class PlanUtils {}

    class PlanData {}

    class PlanManager {}
}
