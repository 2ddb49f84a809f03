package dev.codeagent.api.file;

/**
 * What to search in the files.
 *
 * @param text this text, not a pattern
 * @param directory empty for all files
 * @param limit how many matching lines to return
 */
public record FileSearch(String text, boolean ignoreCase, String directory, int limit) {}
