package dev.codeagent.api.file;

/**
 * Which entries to list.
 *
 * @param directory empty for the root
 * @param recursive all files below the directory instead of its entries
 * @param cursor of the page before; empty for the first page
 */
public record FileQuery(String directory, boolean recursive, String cursor, int limit) {}
