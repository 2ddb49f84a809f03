package dev.codeagent.api.project;

/** Where the files of a project come from. */
public enum ProjectKind {
    /** A directory of the server's machine. */
    FOLDER,
    /** A branch of a git repository on another server, of which this server keeps a mirror. */
    GIT,
    /** Files that a client sends to the server. */
    UPLOAD
}
