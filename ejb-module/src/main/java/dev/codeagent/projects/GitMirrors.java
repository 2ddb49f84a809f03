package dev.codeagent.projects;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.KnownHosts;
import dev.codeagent.remotes.RemoteAccess;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.sandbox.ProgressListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server's mirrors of the branches of git projects, in the data directory. The access to their servers is in the
 * credential store, and in a file of trusted host keys for each project.
 */
public final class GitMirrors {
    /** Only one transfer into a mirror at a time. */
    private static final Map<Path, Object> LOCKS = new ConcurrentHashMap<>();

    private final Path dataDirectory;
    private final RemoteGit remoteGit;
    private final SecretStore secrets;

    public GitMirrors(Path dataDirectory, RemoteGit remoteGit, SecretStore secrets) {
        this.dataDirectory = dataDirectory;
        this.remoteGit = remoteGit;
        this.secrets = secrets;
    }

    /** The bare repository of a project. */
    static Path directory(Path projectData) {
        return projectData.resolve("mirror.git");
    }

    /** Brings the branch of a git project up to date. The listener hears the progress. */
    void fetchIfMirrored(Project project, ProgressListener listener) {
        if (project.kind() != ProjectKind.GIT) {
            return;
        }
        Path mirror = directory(projectData(project.id()));
        listener.info("git.fetch", "fetching the branch " + project.branch() + " of " + project.path());
        synchronized (LOCKS.computeIfAbsent(mirror, m -> new Object())) {
            remoteGit.fetch(
                    mirror,
                    GitAddress.parse(project.path()),
                    new BranchName(project.branch()),
                    access(project.id(), findSecret(project.id())),
                    knownHosts(project.id()),
                    listener);
        }
    }

    /** Pushes a commit to a branch of the repository of a git project, with the stored access. */
    void push(Project project, Path gitDir, String commit, BranchName branch) {
        push(project, gitDir, commit, GitAddress.parse(project.path()), branch, findSecret(project.id()));
    }

    /** Pushes a commit to a branch of a repository. */
    void push(
            Project project,
            Path gitDir,
            String commit,
            GitAddress address,
            BranchName branch,
            Optional<Secret> secret) {
        remoteGit.push(gitDir, commit, address, branch, access(project.id(), secret), knownHosts(project.id()));
    }

    /** Asks the server for a branch with an access that may not be stored yet. */
    RemoteGit.RemoteBranch findBranch(
            ProjectId project, GitAddress address, Optional<BranchName> branch, Optional<Secret> secret) {
        return remoteGit.findBranch(address, branch, access(project, secret), knownHosts(project));
    }

    void trust(ProjectId project, GitAddress address, String hostKey) {
        remoteGit.trust(address, knownHosts(project), hostKey);
    }

    Optional<Secret> findSecret(ProjectId project) {
        return secrets.find(ProjectSecrets.access(project));
    }

    void putSecret(ProjectId project, Secret secret) {
        secrets.put(ProjectSecrets.access(project), secret);
    }

    /** The keys that are trusted for the project alone. */
    KnownHosts knownHosts(ProjectId project) {
        return new KnownHosts(projectData(project).resolve("known_hosts"));
    }

    /** The operator of this server can trust keys for all projects in a file of the data directory. */
    private RemoteAccess access(ProjectId project, Optional<Secret> secret) {
        return new RemoteAccess(
                secret,
                List.of(
                        knownHosts(project).file(),
                        dataDirectory.resolve("known_hosts").toAbsolutePath()));
    }

    private Path projectData(ProjectId project) {
        return dataDirectory.resolve("projects").resolve(project.value()).toAbsolutePath();
    }
}
