package dev.codeagent.client.api;

import java.util.List;

/** The run whose patch is merged; no parts mean all that remain. */
public record MergeRun(String run, List<PatchSelection> parts) {}
