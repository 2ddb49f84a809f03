package dev.codeagent.api.upload;

import dev.codeagent.api.project.ProjectId;

/**
 * What the server has of a project that a client uploads.
 *
 * @param commit the commit with the project's files; empty before the first upload
 * @param transfer the transfer that is not finished; empty if there is none
 * @param receivedBytes what the server has of that transfer
 * @param storedBytes what the project occupies
 * @param quotaBytes what it may occupy
 */
public record UploadStatus(
        ProjectId project, String commit, String transfer, long receivedBytes, long storedBytes, long quotaBytes) {}
