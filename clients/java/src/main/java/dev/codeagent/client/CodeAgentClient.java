package dev.codeagent.client;

import dev.codeagent.client.api.AgentsApi;
import dev.codeagent.client.api.ApprovalsApi;
import dev.codeagent.client.api.FilesApi;
import dev.codeagent.client.api.GitProjectsApi;
import dev.codeagent.client.api.NewRun;
import dev.codeagent.client.api.ProjectsApi;
import dev.codeagent.client.api.ProvidersApi;
import dev.codeagent.client.api.ResultsApi;
import dev.codeagent.client.api.Run;
import dev.codeagent.client.api.RunsApi;
import dev.codeagent.client.api.ServerApi;
import dev.codeagent.client.api.UploadsApi;
import dev.codeagent.client.api.WebhooksApi;
import dev.codeagent.client.http.AccessToken;
import dev.codeagent.client.http.Credentials;
import dev.codeagent.client.http.HttpTransport;
import dev.codeagent.client.http.RestProxy;
import dev.codeagent.client.local.DataDirectory;
import dev.codeagent.client.stream.Backoff;
import dev.codeagent.client.stream.EventStreamFollower;
import dev.codeagent.client.stream.FollowedRun;
import dev.codeagent.client.stream.RunFollower;
import dev.codeagent.client.stream.RunListener;
import dev.codeagent.client.stream.StartCommand;
import dev.codeagent.client.stream.WebSocketConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A client of one server. It is thread-safe, and holds nothing that must be closed. Methods throw the subclasses of
 * {@link dev.codeagent.client.error.ClientException}.
 */
public final class CodeAgentClient {
    private final Supplier<URI> address;
    private final Credentials credentials;

    private CodeAgentClient(Supplier<URI> address, Credentials credentials) {
        this.address = address;
        this.credentials = credentials;
    }

    /** A client of the server at an address such as {@code https://agents.example.org}, which gets the token. */
    public static CodeAgentClient connect(URI address, AccessToken token) {
        return new CodeAgentClient(() -> address, Credentials.of(token));
    }

    /**
     * A client of the server on this machine that runs on a data directory. The server proves that it is this server
     * before it gets anything, and is found again at another port after a restart.
     */
    public static CodeAgentClient forDataDirectory(Path directory) {
        var data = new DataDirectory(directory);
        return new CodeAgentClient(data::address, data);
    }

    public ProjectsApi projects() {
        return api(ProjectsApi.class);
    }

    public RunsApi runs() {
        return api(RunsApi.class);
    }

    public ApprovalsApi approvals() {
        return api(ApprovalsApi.class);
    }

    public ProvidersApi providers() {
        return api(ProvidersApi.class);
    }

    public AgentsApi agents() {
        return api(AgentsApi.class);
    }

    /** Files of projects and results, and attachments. */
    public FilesApi files() {
        return api(FilesApi.class);
    }

    public UploadsApi uploads() {
        return api(UploadsApi.class);
    }

    public GitProjectsApi gitProjects() {
        return api(GitProjectsApi.class);
    }

    /** Patches as files, pushes and pull requests. */
    public ResultsApi results() {
        return api(ResultsApi.class);
    }

    public WebhooksApi webhooks() {
        return api(WebhooksApi.class);
    }

    public ServerApi server() {
        return api(ServerApi.class);
    }

    /** Any other interface with JAX-RS annotations, for example of resources that are newer than this client. */
    public <T> T api(Class<T> type) {
        return RestProxy.of(type, this::transport);
    }

    /** For requests that no interface has. */
    public HttpTransport transport() {
        return new HttpTransport(address.get(), credentials);
    }

    /** Starts a run over WebSocket and returns when it has ended, also if connections break or the server restarts. */
    public FollowedRun follow(NewRun run, RunListener listener) {
        return follower(listener).follow(StartCommand.of(run));
    }

    /** Follows a run that exists over WebSocket, from the event after {@code after}; 0 means all. */
    public FollowedRun attach(String run, long after, RunListener listener) {
        Run known = runs().get(run);
        return follower(listener).attach(known.id(), known.session(), after);
    }

    /** The same with server-sent events, where a proxy does not pass WebSockets. */
    public FollowedRun attachToEventStream(String run, long after, RunListener listener) {
        return new EventStreamFollower(this::transport, Backoff.defaults(), listener).follow(run, after);
    }

    /** A follower whose run another thread can cancel. It follows one run. */
    public RunFollower follower(RunListener listener) {
        return new RunFollower(WebSocketConnection.createConnector(address, credentials), Backoff.defaults(), listener);
    }
}
