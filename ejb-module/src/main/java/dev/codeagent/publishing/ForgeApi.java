package dev.codeagent.publishing;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.publishing.Forge;
import dev.codeagent.api.publishing.OpenPullRequest;
import dev.codeagent.diagnostics.net.BoundedHttp;
import dev.codeagent.providers.http.ProviderHttpClient;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Pull requests through the REST API of a git server: GitHub (docs.github.com/rest/pulls/pulls), GitLab
 * (docs.gitlab.com/api/merge_requests) and Gitea (docs.gitea.com/api). A redirect is an error, because the token is for this
 * server alone.
 */
final class ForgeApi {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MAX_BYTES = 4 << 20;

    private final ProviderHttpClient http;
    private final ForgeEndpoint endpoint;
    private final Secret token;
    private final ForgeText texts;

    /** @param http a client that follows no redirects */
    ForgeApi(ProviderHttpClient http, ForgeEndpoint endpoint, Secret token) {
        this.http = http;
        this.endpoint = endpoint;
        this.token = token;
        this.texts = ForgeText.of(endpoint, token);
    }

    /** The default branch of the repository. */
    String defaultBranch() {
        String name = requireObject(requireSuccess(send("GET", "", ""))).getString("default_branch", "main");
        return texts.branch(name).orElseThrow(ForgeApi::unreadable);
    }

    /** The open pull request of a branch. */
    Optional<OpenPullRequest> find(String head) {
        String filter = switch (endpoint.forge()) {
            case GITHUB ->
                "/pulls?state=open&head=" + encode(endpoint.repository().split("/")[0] + ":" + head);
            case GITLAB -> "/merge_requests?state=opened&source_branch=" + encode(head);
            case GITEA -> "/pulls?state=open&limit=50";
        };
        JsonValue found = requireSuccess(send("GET", filter, ""));
        if (!(found instanceof JsonArray list)) {
            throw unreadable();
        }
        return list.stream()
                .map(ForgeApi::requireObject)
                .filter(json -> branch(json, true).equals(head))
                .findFirst()
                .map(json -> toPullRequest(
                        json, head, texts.branch(branch(json, false)).orElse(""), false));
    }

    /**
     * Creates a pull request.
     *
     * @throws AgentException CONFLICT if the server refuses it
     */
    OpenPullRequest create(String title, String body, String head, String base, boolean draft) {
        boolean gitlab = endpoint.forge() == Forge.GITLAB;
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("title", draft ? draftTitle(title) : title)
                .add(gitlab ? "description" : "body", body)
                .add(gitlab ? "source_branch" : "head", head)
                .add(gitlab ? "target_branch" : "base", base);
        if (endpoint.forge() == Forge.GITHUB) {
            json.add("draft", draft);
        }
        String path = gitlab ? "/merge_requests" : "/pulls";
        JsonObject created =
                requireObject(requireSuccess(send("POST", path, json.build().toString())));
        return toPullRequest(created, head, base, true);
    }

    /** Two of the servers recognise a draft by its title. */
    private String draftTitle(String title) {
        return switch (endpoint.forge()) {
            case GITHUB -> title;
            case GITLAB -> "Draft: " + title;
            case GITEA -> "WIP: " + title;
        };
    }

    private static JsonObject requireObject(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw unreadable();
    }

    /** The branch with the changes, or the one that gets them, as the server names it. */
    private String branch(JsonObject json, boolean head) {
        try {
            return endpoint.forge() == Forge.GITLAB
                    ? json.getString(head ? "source_branch" : "target_branch")
                    : json.getJsonObject(head ? "head" : "base").getString("ref");
        } catch (ClassCastException | NullPointerException e) {
            throw unreadable();
        }
    }

    private OpenPullRequest toPullRequest(JsonObject json, String head, String base, boolean created) {
        boolean gitlab = endpoint.forge() == Forge.GITLAB;
        try {
            return new OpenPullRequest(
                    texts.webAddress(json.getString(gitlab ? "web_url" : "html_url")),
                    json.getJsonNumber(gitlab ? "iid" : "number").longValue(),
                    texts.title(json.getString("title")),
                    head,
                    base,
                    created);
        } catch (ClassCastException | NullPointerException e) {
            throw unreadable();
        }
    }

    private HttpResponse<byte[]> send(String method, String path, String body) {
        String repository = endpoint.forge() == Forge.GITLAB
                ? "/projects/" + encode(endpoint.repository())
                : "/repos/" + endpoint.repository();
        HttpRequest.Builder request = http.requestBuilder(URI.create(endpoint.api() + repository + path))
                .timeout(LIMIT)
                .header("User-Agent", "codeagent")
                .header("Content-Type", "application/json");
        switch (endpoint.forge()) {
            case GITHUB ->
                request.header("Accept", "application/vnd.github+json")
                        .header("X-GitHub-Api-Version", "2022-11-28")
                        .header("Authorization", "Bearer " + token.reveal());
            case GITLAB -> request.header("Accept", "application/json").header("PRIVATE-TOKEN", token.reveal());
            case GITEA ->
                request.header("Accept", "application/json").header("Authorization", "token " + token.reveal());
        }
        request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            return BoundedHttp.send(http.client(), request.build(), MAX_BYTES, LIMIT);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.GIT_REMOTE_FAILED,
                    "the API of the git server at " + endpoint.api() + " does not answer: " + describe(e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while the git server was asked", e);
        }
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** No text of the server is repeated: a hostile server, which knows the token, could write it there. */
    private JsonValue requireSuccess(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return parse(response.body()).orElseThrow(ForgeApi::unreadable);
        }
        throw switch (status) {
            case 401, 403 ->
                new AgentException(
                        ErrorCode.GIT_ACCESS_DENIED,
                        "the API of the git server does not accept the stored token for this (HTTP " + status
                                + "); store one that may read the repository and write pull requests");
            case 404 ->
                new AgentException(
                        ErrorCode.GIT_ACCESS_DENIED,
                        "the API of the git server has no repository " + endpoint.repository()
                                + " that the stored token may see; check the address of the remote and the token");
            case 409, 422 ->
                new AgentException(
                        ErrorCode.CONFLICT,
                        "the git server refuses the pull request (HTTP " + status
                                + "): one already exists for this branch, the"
                                + " base branch does not exist, or both have the same commits");
            default ->
                new AgentException(
                        ErrorCode.GIT_REMOTE_REFUSED,
                        "the API of the git server answered HTTP " + status
                                + (status / 100 == 3
                                        ? "; redirects are not followed, store the address that it names"
                                        : ""));
        };
    }

    private static Optional<JsonValue> parse(byte[] body) {
        try {
            return Optional.of(
                    BoundedJson.readValue(new String(body, StandardCharsets.UTF_8), BoundedJson.Limits.MESSAGE));
        } catch (JsonException | AgentException e) {
            return Optional.empty();
        }
    }

    private static AgentException unreadable() {
        return new AgentException(
                ErrorCode.GIT_REMOTE_REFUSED,
                "the answer of the git server is not that of its API; check the kind of server (--forge)");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
