package dev.codeagent.api.command;

/**
 * A command as a client sent it. Only digests are kept: an id has any length and characters, and the content may contain a
 * key of a model provider.
 *
 * @param name the name of the command, for example {@code /apply}
 * @param id the digest of the caller and the id that the client gave the command
 * @param content the digest of caller, id and content; the same command that is sent again has the same
 */
public record ReceivedCommand(String name, String id, String content) {}
