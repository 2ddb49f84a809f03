package dev.codeagent.api.chat;

import dev.codeagent.api.error.AgentException;
import java.util.regex.Pattern;

/**
 * An image in a message of the user.
 *
 * @param mediaType for example {@code image/png}
 * @param base64 the bytes of the image in Base64 without line breaks
 */
public record Image(String mediaType, String base64) {
    private static final Pattern MEDIA_TYPE = Pattern.compile("image/[a-z0-9.+-]{1,40}");

    /** @throws AgentException INVALID_VALUE if the media type is not one of an image */
    public Image {
        if (!MEDIA_TYPE.matcher(mediaType).matches()) {
            throw AgentException.invalidValue(
                    "field 'mediaType': '" + mediaType + "' is not the type of an image; write for example image/png");
        }
    }

    @Override
    public String toString() {
        return "Image[" + mediaType + ", " + base64.length() + " characters]";
    }
}
