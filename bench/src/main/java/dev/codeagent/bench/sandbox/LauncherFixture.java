package dev.codeagent.bench.sandbox;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.config.PathMapping;
import dev.codeagent.docker.DockerConnection;
import dev.codeagent.projects.WorkspaceStore;
import dev.codeagent.sandbox.BubblewrapLauncher;
import dev.codeagent.sandbox.ExecutorInstallation;
import dev.codeagent.sandbox.LauncherSettings;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.Toolchain;
import dev.codeagent.sandbox.Workspace;
import dev.codeagent.sandbox.docker.DockerLauncher;
import dev.codeagent.sandbox.docker.SandboxContainerSettings;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A project, and launchers as the server creates them. */
final class LauncherFixture {
    private final Path folder;
    private final String address;
    private final String image;
    private final Project project;
    private final WorkspaceStore workspaceStore;
    private int runs;

    /** @param name of the project */
    LauncherFixture(Path folder, String address, String image, String name) throws IOException, InterruptedException {
        this.folder = folder;
        this.address = address;
        this.image = image;
        Path repository = GitRepository.create(folder.resolve(name)).path();
        this.project = new Project(new ProjectId("proj-" + name), name, repository.toString(), "local", Instant.EPOCH);
        this.workspaceStore = new WorkspaceStore(folder.resolve("data"), PathMapping.IDENTITY);
    }

    DockerLauncher createLauncher(int warm) {
        var level = SecurityLevel.STANDARD;
        var docker = new SandboxContainerSettings(
                DockerConnection.withoutTls(address),
                "bench",
                image,
                ProjectImagePolicy.NONE,
                level,
                level.limits(),
                "172.20.0.0/16",
                warm,
                List.of());
        return new DockerLauncher(docker, launchSettings());
    }

    BubblewrapLauncher createBubblewrap() {
        var level = SecurityLevel.STANDARD;
        return new BubblewrapLauncher(launchSettings(), level, level.limits(), List.of());
    }

    private LauncherSettings launchSettings() {
        return new LauncherSettings(
                ExecutorInstallation.under(BuildArtifacts.locate().projectRoot().resolve("ear/micro/target/server")),
                folder.resolve("data/sandbox"),
                Toolchain.detect(System.getenv()),
                System.getenv(),
                Duration.ofMinutes(2),
                Thread.ofPlatform().daemon().factory());
    }

    /** Opens the workspace of a new run. */
    Workspace openWorkspace() {
        return workspaceStore.openOrCreate(project, new RunId("run-" + System.nanoTime() + "-" + runs++));
    }
}
