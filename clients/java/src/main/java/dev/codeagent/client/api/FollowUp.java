package dev.codeagent.client.api;

import java.util.List;

/** The result of an earlier run, on which a new run works instead of the files of the user. */
public record FollowUp(String run, List<LineComment> comments) {}
