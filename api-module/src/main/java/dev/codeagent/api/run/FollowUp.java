package dev.codeagent.api.run;

import dev.codeagent.api.error.AgentException;
import java.util.List;

/**
 * The result of an earlier run, on which a new run works instead of the files of the user.
 *
 * @param run the earlier run, which has a patch
 * @param comments what the user says about lines of its result
 */
public record FollowUp(RunId run, List<LineComment> comments) {
    private static final int MAX_COMMENTS = 200;

    /** @throws AgentException INVALID_VALUE if the run is missing, or there are too many comments */
    public FollowUp {
        comments = List.copyOf(comments);
        if (comments.size() > MAX_COMMENTS) {
            throw AgentException.invalidValue(
                    "field 'comments' has " + comments.size() + " entries; at most " + MAX_COMMENTS + " are taken");
        }
    }
}
