package dev.codeagent.orchestrator;

import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.sandbox.Workspace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Describes paths that are not part of a workspace or a patch. */
final class LeftOutPaths {
    private static final int MAX_NAMED = 20;

    private LeftOutPaths() {}

    /** Says what is not part of a workspace; empty if everything is. */
    static Optional<String> ofWorkspace(Workspace workspace) {
        return workspace.leftOut().isEmpty()
                ? Optional.empty()
                : Optional.of("not part of the workspace as you have it, and agents cannot change it: "
                        + describe(workspace.leftOut()));
    }

    /** The paths with their reasons, on one line; paths with the same reason are listed together. */
    static String describe(List<LeftOutPath> paths) {
        String named = paths.stream()
                .limit(MAX_NAMED)
                .collect(Collectors.groupingBy(
                        LeftOutPath::reason,
                        LinkedHashMap::new,
                        Collectors.mapping(LeftOutPath::path, Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(byReason -> byReason.getValue() + " (" + byReason.getKey() + ")")
                .collect(Collectors.joining("; "));
        return paths.size() > MAX_NAMED ? named + "; and " + (paths.size() - MAX_NAMED) + " more" : named;
    }
}
