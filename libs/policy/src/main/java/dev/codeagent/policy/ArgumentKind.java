package dev.codeagent.policy;

/** What an argument of a tool means for policy rules. */
enum ArgumentKind {
    /** A file that the call reads. */
    FILE_READ,
    /** A file that the call writes. */
    FILE_WRITE,
    /** A file that the call may read or write. */
    FILE,
    /** A file or a whole directory that the call moves, so that later calls read it under another name. */
    MOVED,
    /** A file or a whole directory that the call deletes. */
    DELETED,
    /** A pattern for the files that the call reads. */
    FILE_GLOB,
    /** The directory that relative paths of the call belong to. */
    DIRECTORY,
    /** A unified diff; it names files. */
    PATCH,
    /** A commit or branch, possibly with a path after a colon. */
    REVISION,
    /** A text that may be a path. */
    WORD,
    /** A shell command. */
    COMMAND,
    /** Environment variables of the command, by name. */
    ENVIRONMENT,
    /** The input of the command; a shell reads it as a script. */
    INPUT,
    /** Input of a process that runs already; it may be a shell. */
    PROCESS_INPUT,
    /** A package registry, which stands for its host. */
    REGISTRY,
    /** A container image, restricted by {@code docker.mcp.images}. */
    IMAGE,
    /** Text that names no file, program or variable; it may name hosts. */
    VALUE
}
