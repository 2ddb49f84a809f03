package dev.codeagent.projects;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.GitAccess;
import dev.codeagent.api.project.GitProjectRequest;
import dev.codeagent.api.project.GitProjectService;
import dev.codeagent.api.project.GitProjectStatus;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectConfiguration;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.security.Caller;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.HostKey;
import dev.codeagent.remotes.RemoteAccess;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Creates git projects and changes the access to their repositories. */
public final class GitProjects implements GitProjectService {
    private final ProjectStore store;
    private final Supplier<ProjectConfiguration> defaults;
    private final Path dataDirectory;
    private final GitMirrors mirrors;
    private final Clock clock;

    /** @param defaults the configuration that a new project copies */
    public GitProjects(
            ProjectStore store,
            Supplier<ProjectConfiguration> defaults,
            Path dataDirectory,
            GitMirrors mirrors,
            Clock clock) {
        this.store = store;
        this.defaults = defaults;
        this.dataDirectory = dataDirectory;
        this.mirrors = mirrors;
        this.clock = clock;
    }

    @Override
    public Project create(Caller caller, GitProjectRequest request) {
        GitAddress address = GitAddress.parse(request.address());
        String subdirectory = requireSubdirectory(request.subdirectory());
        Optional<Secret> secret = toSecret(address, request.access());
        Optional<BranchName> named =
                Optional.of(request.branch()).filter(b -> !b.isBlank()).map(BranchName::new);
        // Until the branch is known, the trusted keys are those of the project without a branch.
        ProjectId unnamed = createId(address, "", subdirectory);
        ProjectId asked =
                named.map(b -> createId(address, b.value(), subdirectory)).orElse(unnamed);
        if (!request.hostKey().isBlank()) {
            mirrors.trust(asked, address, request.hostKey());
        }
        Optional<Secret> used = secret.or(() -> mirrors.findSecret(asked));
        BranchName branch = mirrors.findBranch(asked, address, named, used).name();
        ProjectId id = createId(address, branch.value(), subdirectory);
        if (!id.equals(asked) && !request.hostKey().isBlank()) {
            mirrors.trust(id, address, request.hostKey());
        }
        used.ifPresent(s -> mirrors.putSecret(id, s));
        return store.find(id).orElseGet(() -> create(caller, request, id, address, branch, subdirectory));
    }

    private Project create(
            Caller caller,
            GitProjectRequest request,
            ProjectId id,
            GitAddress address,
            BranchName branch,
            String subdirectory) {
        var project = new Project(
                id,
                request.name().isBlank() ? address.repositoryName() : request.name(),
                address.text(),
                caller.name(),
                clock.instant(),
                subdirectory,
                ProjectKind.GIT,
                branch.value());
        try {
            store.create(project, defaults.get());
            return project;
        } catch (RuntimeException e) {
            // A concurrent request may have created the same project.
            return store.find(id).orElseThrow(() -> e);
        }
    }

    /** The same branch of the same address always gets the same id. */
    private static ProjectId createId(GitAddress address, String branch, String subdirectory) {
        return ProjectCatalog.createId(address.text() + "#" + branch + "//" + subdirectory);
    }

    private static Optional<Secret> toSecret(GitAddress address, GitAccess access) {
        if (address.isSsh() && access.token().isPresent()) {
            throw AgentException.invalidValue(
                            "'token' is for an address with https://; for SSH send a deploy key in 'key'")
                    .inField("token");
        }
        if (!address.isSsh() && access.key().isPresent()) {
            throw AgentException.invalidValue("'key' is for an address with SSH; for https:// send a token in 'token'")
                    .inField("token");
        }
        return access.token()
                .map(token -> RemoteAccess.forToken(access.username(), token))
                .or(() -> access.key().map(RemoteAccess::forKey));
    }

    private static String requireSubdirectory(String text) {
        String subdirectory = text.equals(".") ? "" : text.replaceFirst("/+$", "");
        boolean plain = subdirectory.isEmpty()
                || Arrays.stream(subdirectory.split("/", -1))
                        .noneMatch(
                                name -> name.isEmpty() || name.matches("\\.|\\.\\.|(?i:\\.git)|.*[\\p{Cntrl}\\\\].*"));
        if (!plain) {
            throw AgentException.invalidValue("'subdirectory' is not a directory of the repository; use a path from its"
                            + " root with slashes, such as services/orders")
                    .inField("subdirectory");
        }
        return subdirectory;
    }

    @Override
    public GitProjectStatus putAccess(Caller caller, ProjectId id, GitAccess access) {
        Project project = require(id);
        GitAddress address = GitAddress.parse(project.path());
        Optional<Secret> secret = toSecret(address, access);
        if (!access.hostKey().isBlank()) {
            mirrors.trust(id, address, access.hostKey());
        }
        mirrors.findBranch(
                id, address, Optional.of(new BranchName(project.branch())), secret.or(() -> mirrors.findSecret(id)));
        secret.ifPresent(s -> mirrors.putSecret(id, s));
        return status(caller, id);
    }

    @Override
    public GitProjectStatus status(Caller caller, ProjectId id) {
        Project project = require(id);
        Path mirror = GitMirrors.directory(dataDirectory.resolve("projects").resolve(id.value()));
        Git git = new Git(mirror, Objects.requireNonNull(mirror.getParent()));
        Optional<String> commit = java.nio.file.Files.exists(mirror.resolve("HEAD"))
                ? Optional.of(git.call(
                                java.util.Map.of(),
                                new byte[0],
                                java.util.List.of("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
                        .text()
                        .strip())
                : Optional.empty();
        return new GitProjectStatus(
                project.path(),
                project.branch(),
                mirrors.findSecret(id).isPresent(),
                mirrors.knownHosts(id).list().stream().map(HostKey::toString).toList(),
                commit.filter(c -> !c.isEmpty()));
    }

    private Project require(ProjectId id) {
        Project project = store.get(id);
        if (project.kind() != ProjectKind.GIT) {
            throw new AgentException(
                    ErrorCode.CONFLICT, "project " + id + " is not a git project, so it has no access to a git server");
        }
        return project;
    }
}
