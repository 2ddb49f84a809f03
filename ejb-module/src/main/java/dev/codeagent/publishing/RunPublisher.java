package dev.codeagent.publishing;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.credential.SecretStore;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectKind;
import dev.codeagent.api.project.ProjectStore;
import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.publishing.OpenPullRequest;
import dev.codeagent.api.publishing.PublishingService;
import dev.codeagent.api.publishing.PullRequestRequest;
import dev.codeagent.api.publishing.PullRequestText;
import dev.codeagent.api.publishing.PushedBranch;
import dev.codeagent.api.publishing.Remote;
import dev.codeagent.api.publishing.RemoteRequest;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.projects.ProjectSecrets;
import dev.codeagent.projects.RunBranchPusher;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.RemoteAccess;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The use cases that bring results to a git server: its address and token, pushes and pull requests. */
public final class RunPublisher implements PublishingService {
    private static final System.Logger LOG = System.getLogger(RunPublisher.class.getName());
    private static final int MAX_TITLE = 250;
    private static final int MAX_BODY = 60_000;

    private final RunService runs;
    private final ProjectStore projects;
    private final SecretStore secrets;
    private final RunBranchPusher pusher;
    private final ProviderHttpClient http;
    private final Apis apis;

    /** Finds the API of a repository. */
    interface Apis {
        ForgeEndpoint find(Forge forge, String origin, String path);
    }

    /** @param http a client that follows no redirects */
    public RunPublisher(
            RunService runs,
            ProjectStore projects,
            SecretStore secrets,
            RunBranchPusher pusher,
            ProviderHttpClient http) {
        this(runs, projects, secrets, pusher, http, ForgeEndpoint::of);
    }

    RunPublisher(
            RunService runs,
            ProjectStore projects,
            SecretStore secrets,
            RunBranchPusher pusher,
            ProviderHttpClient http,
            Apis apis) {
        this.runs = runs;
        this.projects = projects;
        this.secrets = secrets;
        this.pusher = pusher;
        this.http = http;
        this.apis = apis;
    }

    @Override
    public Remote remote(Caller caller, ProjectId project) {
        return require(projects.get(project)).toRemote();
    }

    /** A token is kept only if scheme, host and port stay the same: it must never be sent to another server. */
    @Override
    public synchronized Remote putRemote(Caller caller, ProjectId id, RemoteRequest request) {
        Project project = projects.get(id);
        Optional<StoredRemote> before = find(project);
        GitAddress address = request.address()
                .map(GitAddress::parse)
                .or(() -> before.map(remote -> GitAddress.parse(remote.address())))
                .orElseThrow(() -> AgentException.invalidValue(
                        "field 'address': name the repository, for example" + " https://github.com/OWNER/REPOSITORY"));
        if (address.isSsh()) {
            throw AgentException.invalidValue(
                    "field 'address': results are pushed over HTTPS with a token; use https://");
        }
        boolean sameServer = before.filter(
                        remote -> GitAddress.parse(remote.address()).origin().equals(address.origin()))
                .isPresent();
        String token = request.token()
                .or(() -> before.filter(remote -> sameServer).map(StoredRemote::token))
                .orElseThrow(() -> AgentException.invalidValue("field 'token': the token for " + address.origin()
                        + " is needed (--key-env or --key-file); it is not kept when the server changes"));
        String username = request.username()
                .or(() -> before.filter(remote -> sameServer).map(StoredRemote::username))
                .orElse("");
        RemoteAccess.forToken(username, token);
        Optional<Forge> forge = request.forge()
                .or(() -> before.filter(remote -> sameServer).flatMap(StoredRemote::forge))
                .or(() -> ForgeEndpoint.guess(address.host()));
        var remote = new StoredRemote(address.text(), forge, username, token.strip());
        secrets.put(ProjectSecrets.remote(id), remote.toSecret());
        log("store remote", caller, "project=" + id);
        return remote.toRemote();
    }

    @Override
    public void removeRemote(Caller caller, ProjectId project) {
        if (!secrets.remove(ProjectSecrets.remote(projects.get(project).id()))) {
            throw noRemote(project);
        }
        log("remove remote", caller, "project=" + project);
    }

    @Override
    public PullRequestText pullRequestText(Caller caller, RunId run) {
        return PullRequestWriter.write(runs.report(caller, run));
    }

    @Override
    public PushedBranch push(Caller caller, RunId id) {
        Run run = requireFinished(caller, id);
        Project project = projects.get(run.project());
        Optional<StoredRemote> remote = find(project);
        if (remote.isEmpty() && project.kind() == ProjectKind.GIT) {
            log("push", caller, "run=" + run.id() + " address=" + project.path());
            return pusher.push(project, run.id()); // With a deploy key.
        }
        return push(caller, run, remote.orElseThrow(() -> noRemote(project.id())));
    }

    private PushedBranch push(Caller caller, Run run, StoredRemote remote) {
        log("push", caller, "run=" + run.id() + " address=" + remote.address());
        return pusher.push(
                projects.get(run.project()),
                run.id(),
                GitAddress.parse(remote.address()),
                RemoteAccess.forToken(remote.username(), remote.token()));
    }

    @Override
    public OpenPullRequest createPullRequest(Caller caller, RunId id, PullRequestRequest request) {
        Run run = requireFinished(caller, id);
        Project project = projects.get(run.project());
        StoredRemote remote = find(project).orElseThrow(() -> noApi(project));
        GitAddress address = GitAddress.parse(remote.address());
        Forge forge = remote.forge()
                .orElseThrow(() -> AgentException.invalidValue("the kind of the git server " + address.host()
                        + " is not known; store it with `codeagent remote set --forge github`, gitlab or gitea"));
        var api = new ForgeApi(
                http,
                apis.find(forge, address.origin(), address.text().replaceFirst("https://[^/]*", "")),
                new Secret(remote.token()));
        PullRequestText text = pullRequestText(caller, run.id());
        String title = limited("title", request.title().orElse(text.title()), MAX_TITLE);
        String body = limited("body", request.body().orElse(text.body()), MAX_BODY);
        Optional<String> base = request.base().map(name -> new BranchName(name).value());
        PushedBranch pushed = push(caller, run, remote);
        log("create pull request", caller, "run=" + run.id());
        return api.find(pushed.branch())
                .orElseGet(() ->
                        api.create(title, body, pushed.branch(), base.orElseGet(api::defaultBranch), request.draft()));
    }

    private static String limited(String field, String text, int max) {
        if (text.isBlank() || text.length() > max) {
            throw AgentException.invalidValue(
                    "field '" + field + "': it must have 1 to " + max + " characters; it has " + text.length());
        }
        return text;
    }

    private StoredRemote require(Project project) {
        return find(project).orElseThrow(() -> noRemote(project.id()));
    }

    /** A git project with a token needs no other one for its own repository. */
    private Optional<StoredRemote> find(Project project) {
        return secrets.find(ProjectSecrets.remote(project.id()))
                .map(StoredRemote::parse)
                .or(() -> project.kind() == ProjectKind.GIT ? ofGitProject(project) : Optional.empty());
    }

    private Optional<StoredRemote> ofGitProject(Project project) {
        GitAddress address = GitAddress.parse(project.path());
        return pusher.accessOf(project)
                .filter(secret -> !address.isSsh())
                .map(secret -> secret.reveal().split("\n", 2))
                .map(nameAndToken -> new StoredRemote(
                        address.text(), ForgeEndpoint.guess(address.host()), nameAndToken[0], nameAndToken[1]));
    }

    /** A git project can be pushed without a token, but not with a pull request. */
    private static AgentException noApi(Project project) {
        return project.kind() == ProjectKind.GIT
                ? new AgentException(
                        ErrorCode.NOT_FOUND,
                        "project " + project.id()
                                + " has no token for the API of a git server; store the repository and a"
                                + " token with `codeagent remote set https://HOST/OWNER/REPOSITORY --key-env VAR`")
                : noRemote(project.id());
    }

    private static AgentException noRemote(ProjectId project) {
        return new AgentException(
                ErrorCode.NOT_FOUND,
                "project " + project + " has no git server for its results; store it with `codeagent remote set"
                        + " https://HOST/OWNER/REPOSITORY --key-env VAR`");
    }

    private Run requireFinished(Caller caller, RunId id) {
        Run run = runs.get(caller, id);
        if (!run.state().isTerminal()) {
            throw new AgentException(
                    ErrorCode.RUN_NOT_FINISHED,
                    "run " + run.id() + " is still running; wait for its end or cancel it first");
        }
        return run;
    }

    private static void log(String action, Caller caller, String details) {
        LOG.log(Level.INFO, "user action=\"" + action + "\" caller=" + caller.name() + " " + details);
    }
}
