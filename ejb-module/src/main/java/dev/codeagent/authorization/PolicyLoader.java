package dev.codeagent.authorization;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.config.PolicySettings;
import dev.codeagent.policy.PolicyFile;
import dev.codeagent.policy.PolicyJson;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the policy files of the server, the team and the project. A configured file that cannot be read denies
 * everything.
 */
public record PolicyLoader(PolicySettings settings, WorkspaceStore workspaceStore) {
    static final String PROJECT_FILE = ".codeagent/policy.json";

    /** The policy files for all runs. */
    public List<PolicyFile> loadShared() {
        var files = new ArrayList<PolicyFile>();
        settings.server().ifPresent(file -> files.add(read("server", file)));
        settings.team().ifPresent(file -> files.add(read("team", file)));
        return files;
    }

    /**
     * The policy files for a run. The project's are read from the base commit of the run: the file in the root, and those
     * in the directories down to the chosen part, which can only restrict further.
     */
    public List<PolicyFile> load(Project project, String baseCommit) {
        var files = new ArrayList<>(loadShared());
        files.addAll(loadProject(project, baseCommit));
        return files;
    }

    private List<PolicyFile> loadProject(Project project, String baseCommit) {
        try {
            return workspaceStore.readFilesAt(project, baseCommit, PROJECT_FILE).stream()
                    .map(text -> PolicyJson.readOrDenyAll(PolicyFile.PROJECT, text))
                    .toList();
        } catch (AgentException e) {
            return List.of(PolicyFile.denyAll(PolicyFile.PROJECT, e.getMessage()));
        }
    }

    private static PolicyFile read(String source, Path file) {
        try {
            return PolicyJson.readOrDenyAll(source, Files.readString(file));
        } catch (IOException e) {
            return PolicyFile.denyAll(
                    source,
                    "policy." + source + ": the file " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + ")");
        }
    }
}
