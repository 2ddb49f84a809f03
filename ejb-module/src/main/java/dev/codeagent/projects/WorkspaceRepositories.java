package dev.codeagent.projects;

import dev.codeagent.api.run.LeftOutPath;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The repositories of which a workspace consists, at the commits that the run started from. It is stored beside the
 * workspace.
 *
 * @param commit the commit of the project's repository
 * @param submodules the commits of submodules by their names, those that contain others first
 * @param leftOut what is not part of the workspace
 */
record WorkspaceRepositories(String commit, Map<String, String> submodules, List<LeftOutPath> leftOut) {
    private static final String FILE = "repositories";

    WorkspaceRepositories {
        submodules = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(submodules));
        leftOut = List.copyOf(leftOut);
    }

    /** A workspace that consists of one repository. */
    static WorkspaceRepositories of(String commit) {
        return new WorkspaceRepositories(commit, Map.of(), List.of());
    }

    void save(Path homeDirectory) {
        var text = new StringBuilder("commit " + commit + "\n");
        submodules.forEach((name, base) -> text.append("submodule ")
                .append(base)
                .append(' ')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('\n'));
        leftOut.forEach(left -> text.append("left-out ")
                .append(URLEncoder.encode(left.path(), StandardCharsets.UTF_8))
                .append(' ')
                .append(URLEncoder.encode(left.reason(), StandardCharsets.UTF_8))
                .append('\n'));
        try {
            Files.writeString(homeDirectory.resolve(FILE), text);
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    /** @param base the commit of a workspace that an earlier version created, which has no such file */
    static WorkspaceRepositories load(Path homeDirectory, String base) {
        Path file = homeDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            return of(base);
        }
        String commit = base;
        var submodules = new LinkedHashMap<String, String>();
        var leftOut = new ArrayList<LeftOutPath>();
        for (String line : readLines(file)) {
            String[] fields = line.split(" ", 3);
            switch (fields[0]) {
                case "commit" -> commit = fields[1];
                case "submodule" -> submodules.put(decode(fields[2]), fields[1]);
                case "left-out" -> leftOut.add(new LeftOutPath(decode(fields[1]), decode(fields[2])));
                default -> throw new IllegalStateException(file + " has an unknown line: " + line);
            }
        }
        return new WorkspaceRepositories(commit, submodules, leftOut);
    }

    private static List<String> readLines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    private static String decode(String field) {
        return URLDecoder.decode(field, StandardCharsets.UTF_8);
    }
}
