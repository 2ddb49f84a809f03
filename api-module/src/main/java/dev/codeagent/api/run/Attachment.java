package dev.codeagent.api.run;

/**
 * A file that a user attached to a prompt: an image, which models get as such, or a text, which becomes a part of the
 * prompt.
 *
 * @param name the name of the file, for people
 * @param mediaType for example {@code image/png} or {@code text/plain}
 * @param digest SHA-256 of the content
 */
public record Attachment(String id, String name, String mediaType, long bytes, String digest) {

    public boolean isImage() {
        return mediaType.startsWith("image/");
    }
}
