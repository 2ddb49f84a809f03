package dev.codeagent.api.run;

import java.util.List;

/**
 * A part of a run's patch.
 *
 * @param hunks their numbers, from 1; empty for the whole file
 */
public record PatchPart(String path, List<Integer> hunks) {
    public PatchPart {
        hunks = List.copyOf(hunks);
    }

    public boolean whole() {
        return hunks.isEmpty();
    }
}
