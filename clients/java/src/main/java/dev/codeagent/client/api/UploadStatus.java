package dev.codeagent.client.api;

/** What the server has of an upload; {@code transfer} is one that is not finished. */
public record UploadStatus(
        String project, String commit, String transfer, long receivedBytes, long storedBytes, long quotaBytes) {}
