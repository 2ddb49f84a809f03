package dev.codeagent.client.api;

/** What a user says about lines of a file: from 1, 0 for the whole file, and 0 as the last line if there is only one. */
public record LineComment(String path, int line, int endLine, String text) {}
