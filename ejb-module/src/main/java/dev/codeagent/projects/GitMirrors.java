package dev.codeagent.projects;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.KnownHosts;
import dev.codeagent.remotes.RemoteAccess;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The server's mirrors of the branches of git projects, in the data directory. The access to their servers is in the
 * credential store, and in a file of trusted host keys for each project.
 */
public final class GitMirrors {
    private static final Logger LOG = Logger.getLogger(GitMirrors.class.getName());
    private static final int MANY_PACKS = 20;
    /** What remains free for everything else on the disk. */
    private static final long RESERVE_BYTES = 512L << 20;

    /** Only one transfer into a mirror at a time. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

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
        ReentrantLock lock = lock(mirror);
        lock.lock();
        try {
            remoteGit.fetch(
                    mirror,
                    GitAddress.parse(project.path()),
                    new BranchName(project.branch()),
                    access(project.id(), findSecret(project.id())),
                    knownHosts(project.id()),
                    listener);
        } finally {
            lock.unlock();
        }
    }

    private static ReentrantLock lock(Path mirror) {
        return LOCKS.computeIfAbsent(mirror, m -> new ReentrantLock());
    }

    /**
     * Joins the packs of mirrors: each transfer adds one, and git searches all of them. What no branch reaches stays,
     * because snapshots of runs need it. If it is interrupted, the next transfer deletes the pack that is not complete.
     *
     * @param used the projects whose mirrors are read now
     */
    public void repack(Predicate<ProjectId> used) {
        repack(used, MANY_PACKS);
    }

    void repack(Predicate<ProjectId> used, int maxPacks) {
        Path projects = dataDirectory.resolve("projects").toAbsolutePath();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(projects, "proj-*[0-9a-f]")) {
            for (Path project : all) {
                Path mirror = directory(project);
                if (Files.isDirectory(mirror)
                        && !used.test(new ProjectId(project.getFileName().toString()))) {
                    repack(mirror, maxPacks);
                }
            }
        } catch (NoSuchFileException e) {
            return; // There are no projects.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the packs of mirrors cannot be joined", e);
        }
    }

    /** A mirror that a transfer or another server changes now waits for the next time. */
    private static void repack(Path mirror, int maxPacks) throws IOException {
        ReentrantLock lock = lock(mirror);
        if (!lock.tryLock()) {
            return;
        }
        try {
            int packs = 0;
            long bytes = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(mirror.resolve("objects/pack"), "*.pack")) {
                for (Path pack : files) {
                    packs++;
                    bytes += Files.size(pack);
                }
            }
            if (packs > maxPacks && Files.getFileStore(mirror).getUsableSpace() - bytes > RESERVE_BYTES) {
                // Only packs that are small beside the others are written again.
                new Git(mirror, Objects.requireNonNull(mirror.getParent()))
                        .run("repack", "--geometric=2", "-d", "--quiet");
            }
        } catch (AgentException e) {
            LOG.log(Level.WARNING, "the packs of " + mirror + " cannot be joined; the server tries again later", e);
        } finally {
            lock.unlock();
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
