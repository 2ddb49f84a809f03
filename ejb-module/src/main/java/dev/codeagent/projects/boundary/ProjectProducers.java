package dev.codeagent.projects.boundary;

import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.project.GitProjectService;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.upload.UploadService;
import dev.codeagent.config.Settings;
import dev.codeagent.projects.GitMirrors;
import dev.codeagent.projects.GitProjects;
import dev.codeagent.projects.ProjectCatalog;
import dev.codeagent.projects.ProjectFiles;
import dev.codeagent.projects.ProjectRoots;
import dev.codeagent.projects.ProjectUploads;
import dev.codeagent.projects.RunBranchPusher;
import dev.codeagent.projects.RunBranchStore;
import dev.codeagent.projects.ServerInstallation;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.remotes.RemoteHostPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Produces the project catalog, the git projects, and the stores of workspaces and branches. */
@ApplicationScoped
public class ProjectProducers {

    @Produces
    @Singleton
    public ProjectService projectService(
            ProjectStore store, Instance<ProjectConfiguration> defaults, Settings settings) {
        return new ProjectCatalog(
                store,
                defaults::get,
                settings.dataDirectory(),
                settings.pathMapping(),
                roots(settings),
                settings.home().resolve("demo"),
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    public GitMirrors gitMirrors(SecretStore secrets, Settings settings) {
        var git = new RemoteGit(
                new RemoteHostPolicy(settings.git().privateHosts()),
                settings.git().fetchTimeout(),
                settings.git().maxBytes(),
                System.getenv());
        return new GitMirrors(settings.dataDirectory(), git, secrets);
    }

    @Produces
    @Singleton
    public UploadService uploadService(
            ProjectStore store, Instance<ProjectConfiguration> defaults, RunBranchStore branches, Settings settings) {
        return new ProjectUploads(
                store,
                defaults::get,
                settings.dataDirectory(),
                branches,
                settings.uploadQuotaBytes(),
                Clock.systemUTC());
    }

    @Produces
    @Singleton
    public GitProjectService gitProjectService(
            ProjectStore store, Instance<ProjectConfiguration> defaults, GitMirrors mirrors, Settings settings) {
        return new GitProjects(store, defaults::get, settings.dataDirectory(), mirrors, Clock.systemUTC());
    }

    @Produces
    @Singleton
    public WorkspaceStore workspaceStore(Settings settings, GitMirrors mirrors) {
        return new WorkspaceStore(
                settings.dataDirectory(), settings.pathMapping(), roots(settings), Optional.of(mirrors));
    }

    @Produces
    @Singleton
    public RunBranchStore runBranchStore(Settings settings) {
        return new RunBranchStore(settings.dataDirectory(), settings.pathMapping(), roots(settings));
    }

    @Produces
    @Singleton
    public ProjectFiles projectFiles(Settings settings) {
        return new ProjectFiles(settings.dataDirectory(), settings.pathMapping(), roots(settings));
    }

    @Produces
    @Singleton
    public RunBranchPusher runBranchPusher(Settings settings, GitMirrors mirrors) {
        return new RunBranchPusher(settings.dataDirectory(), settings.pathMapping(), roots(settings), mirrors);
    }

    private static ProjectRoots roots(Settings settings) {
        return new ProjectRoots(
                settings.dataDirectory(),
                Optional.ofNullable(settings.keyFile().toAbsolutePath().getParent()),
                Optional.of(ServerInstallation.of(settings.home())));
    }
}
