package dev.codeagent.fakemodel.script;

/** Why a model stops; each wire has its own word for each. */
public enum StopReason {
    END,
    TOOL_CALLS,
    LENGTH,
    CONTENT_FILTER
}
