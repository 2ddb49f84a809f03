package dev.codeagent.projects.boundary;

import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.config.Settings;
import dev.codeagent.projects.ProjectCatalog;
import dev.codeagent.projects.RunBranch;
import dev.codeagent.projects.Workspaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts of projects. */
@ApplicationScoped
public class ProjectWiring {

    @Produces
    @Singleton
    public ProjectService projects(ProjectStore store, Instance<ProjectConfiguration> defaults, Settings settings) {
        return new ProjectCatalog(store, defaults::get, settings.paths(), Clock.systemUTC());
    }

    @Produces
    @Singleton
    public Workspaces workspaces(Settings settings) {
        return new Workspaces(settings.data(), settings.paths());
    }

    @Produces
    @Singleton
    public RunBranch branches(Settings settings) {
        return new RunBranch(settings.data(), settings.paths());
    }
}
