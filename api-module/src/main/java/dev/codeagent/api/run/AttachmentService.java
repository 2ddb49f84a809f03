package dev.codeagent.api.run;

import dev.codeagent.api.security.Caller;

/** Use cases for attachments: a client uploads a file, and then names it in the request of a run. */
public interface AttachmentService {
    /** The largest image that common model providers accept. */
    int MAX_IMAGE_BYTES = 3 << 20;

    int MAX_TEXT_BYTES = 200_000;
    int MAX_PER_RUN = 10;
    int MAX_BYTES_PER_RUN = 8 << 20;

    /**
     * Stores a file. If no run uses it within a day, it is deleted.
     *
     * @param mediaType what the client says; it has to fit to the content
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if it is neither a PNG, JPEG, GIF or WebP image nor a
     *     text in UTF-8; MESSAGE_TOO_LARGE; TOO_BUSY if too many files wait for a run
     */
    Attachment add(Caller caller, String name, String mediaType, byte[] content);
}
