package dev.codeagent.orchestrator;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.AttachmentService;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an attachment is, by its content: a client's word alone is not enough. */
final class AttachmentTypes {
    private static final Pattern TEXT_TYPE = Pattern.compile("(text|application)/[a-z0-9][a-z0-9.+-]{0,60}");
    private static final String PLAIN_TEXT = "text/plain";

    private AttachmentTypes() {}

    /**
     * The media type of a content.
     *
     * @param declared what the client says; empty if it says nothing
     * @throws AgentException INVALID_VALUE if models cannot get it; MESSAGE_TOO_LARGE
     */
    static String typeOf(String declared, byte[] content) {
        String type = declared.toLowerCase(Locale.ROOT).replaceFirst(";.*", "").strip();
        Optional<String> image = image(content);
        if (image.isPresent()) {
            if (type.startsWith("image/") && !type.equals(image.get()) && !type.equals("image/*")) {
                throw AgentException.invalidValue(
                        "the attachment is " + image.get() + ", but its Content-Type is " + type);
            }
            requireSize(content, AttachmentService.MAX_IMAGE_BYTES, "an image");
            return image.get();
        }
        if (type.startsWith("image/") || !isText(content)) {
            throw AgentException.invalidValue("the attachment is neither a PNG, JPEG, GIF or WebP image nor a text in"
                    + " UTF-8; convert it to one of these");
        }
        requireSize(content, AttachmentService.MAX_TEXT_BYTES, "a text");
        return TEXT_TYPE.matcher(type).matches() && !type.equals("application/octet-stream") ? type : PLAIN_TEXT;
    }

    private static void requireSize(byte[] content, int max, String what) {
        if (content.length == 0 || content.length > max) {
            throw new AgentException(
                    content.length == 0 ? ErrorCode.INVALID_VALUE : ErrorCode.MESSAGE_TOO_LARGE,
                    "the attachment has " + content.length + " bytes; " + what + " may have 1 to " + max);
        }
    }

    private static Optional<String> image(byte[] content) {
        String begin = new String(content, 0, Math.min(content.length, 16), StandardCharsets.ISO_8859_1);
        if (begin.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of("image/png");
        } else if (begin.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        } else if (begin.startsWith("GIF87a") || begin.startsWith("GIF89a")) {
            return Optional.of("image/gif");
        }
        return begin.startsWith("RIFF") && begin.startsWith("WEBP", 8) ? Optional.of("image/webp") : Optional.empty();
    }

    private static boolean isText(byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .chars()
                    .noneMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f');
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
