package dev.codeagent.api.provider;

/**
 * How far the installation of a model is.
 *
 * @param status what the server does now, in its own words
 * @param completedBytes the bytes that are loaded
 * @param totalBytes the bytes to load; 0 if unknown
 */
public record InstallProgress(String status, long completedBytes, long totalBytes) {}
