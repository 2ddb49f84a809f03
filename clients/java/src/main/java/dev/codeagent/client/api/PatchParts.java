package dev.codeagent.client.api;

import java.util.List;

/** The body that applies a patch; no parts mean all of it. */
public record PatchParts(List<PatchSelection> parts) {
    public static final PatchParts ALL = new PatchParts(List.of());
}
