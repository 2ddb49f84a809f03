package dev.codeagent.api.provider;

/**
 * The result of the installation of a model; a failed one is an exception.
 *
 * @param alreadyInstalled whether nothing had to be loaded
 */
public record InstallResult(String model, boolean alreadyInstalled, long bytes) {}
