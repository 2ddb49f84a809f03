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
import java.util.Optional;

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

    /** The policy files for a run; the project's file is read from the base commit of the run. */
    public List<PolicyFile> load(Project project, String baseCommit) {
        var files = new ArrayList<>(loadShared());
        loadProject(project, baseCommit).ifPresent(files::add);
        return files;
    }

    private Optional<PolicyFile> loadProject(Project project, String baseCommit) {
        try {
            return workspaceStore
                    .readFileAt(project, baseCommit, PROJECT_FILE)
                    .map(text -> PolicyJson.readOrDenyAll(PolicyFile.PROJECT, text));
        } catch (AgentException e) {
            return Optional.of(PolicyFile.denyAll(PolicyFile.PROJECT, e.getMessage()));
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
