package dev.codeagent.api.run;

import java.util.List;

/**
 * A part of a run's patch.
 *
 * @param hunks their numbers, from 1; empty for the whole file
 */
public record PatchSelection(String path, List<Integer> hunks) {
    public PatchSelection {
        hunks = List.copyOf(hunks);
    }

    public boolean isWholeFile() {
        return hunks.isEmpty();
    }
}
