package dev.codeagent.api.run;

import java.util.List;

/**
 * A selected part of a run's patch.
 *
 * @param hunks hunk numbers, from 1; empty for the whole file
 */
public record PatchSelection(String path, List<Integer> hunks) {
    public PatchSelection {
        hunks = List.copyOf(hunks);
    }

    public boolean isWholeFile() {
        return hunks.isEmpty();
    }
}
