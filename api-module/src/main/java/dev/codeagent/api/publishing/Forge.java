package dev.codeagent.api.publishing;

/** The kind of a git server: the API with which pull requests are created. */
public enum Forge {
    /** github.com and GitHub Enterprise Server. */
    GITHUB,
    GITLAB,
    /** Gitea and Forgejo, which have the same API. */
    GITEA
}
