package dev.codeagent.publishing;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.publishing.Forge;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The API of a repository's git server.
 *
 * @param api the base URL of the API, without a slash at its end
 * @param repository owner and name, on GitLab with all groups
 */
record ForgeEndpoint(Forge forge, URI api, String repository) {
    /** No name is a step such as {@code ..}. */
    private static final Pattern REPOSITORY =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)+");

    /** The kind of server that a well-known host is; empty for others. */
    static Optional<Forge> guess(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("github.com") || name.startsWith("github.")) {
            return Optional.of(Forge.GITHUB);
        }
        if (name.equals("gitlab.com") || name.startsWith("gitlab.")) {
            return Optional.of(Forge.GITLAB);
        }
        boolean gitea = name.equals("codeberg.org")
                || name.startsWith("gitea.")
                || name.startsWith("forgejo.")
                || name.startsWith("codeberg.");
        return gitea ? Optional.of(Forge.GITEA) : Optional.empty();
    }

    /**
     * The API that belongs to the address of a repository: of a host with path.
     *
     * @param origin scheme, host and port
     * @param path of the repository on the server, without {@code .git}
     * @throws AgentException INVALID_VALUE if the path is no repository of such a server
     */
    static ForgeEndpoint of(Forge forge, String origin, String path) {
        String repository = path.replaceFirst("^/+", "").replaceFirst("/+$", "").replaceFirst("\\.git$", "");
        int names = repository.split("/").length;
        if (names < 2
                || forge != Forge.GITLAB && names != 2
                || !REPOSITORY.matcher(repository).matches()) {
            throw AgentException.invalidValue(
                    "the address of the remote does not end with OWNER/REPOSITORY, so the API of its server cannot be"
                            + " used; store the right address, or use the text of the pull request alone");
        }
        String api = switch (forge) {
            case GITHUB -> origin.equals("https://github.com") ? "https://api.github.com" : origin + "/api/v3";
            case GITLAB -> origin + "/api/v4";
            case GITEA -> origin + "/api/v1";
        };
        return new ForgeEndpoint(forge, URI.create(api), repository);
    }
}
