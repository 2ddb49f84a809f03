package dev.codeagent.projects;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Projects in memory. */
public final class InMemoryProjectStore implements ProjectStore {
    private final List<Project> projects = new ArrayList<>();
    private final Map<ProjectId, ProjectConfiguration> configurations = new HashMap<>();

    @Override
    public void create(Project project, ProjectConfiguration configuration) {
        projects.add(project);
        configurations.put(project.id(), configuration);
    }

    @Override
    public Optional<Project> find(ProjectId id) {
        return projects.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    @Override
    public Optional<Project> findByPath(String path, String subdirectory) {
        return projects.stream()
                .filter(p -> p.path().equals(path) && p.subdirectory().equals(subdirectory))
                .findFirst();
    }

    @Override
    public List<Project> list() {
        return List.copyOf(projects);
    }

    @Override
    public ProjectConfiguration configuration(ProjectId id) {
        return Objects.requireNonNull(configurations.get(id));
    }

    @Override
    public void delete(ProjectId id) {
        projects.removeIf(project -> project.id().equals(id));
        configurations.remove(id);
    }

    @Override
    public void putAgent(ProjectId id, AgentConfiguration configuration) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putProvider(ProjectId id, ProviderConfiguration configuration) {
        throw new UnsupportedOperationException();
    }
}
