package dev.codeagent.websocket;

import jakarta.websocket.Extension;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import org.glassfish.tyrus.core.TyrusExtension;
import org.glassfish.tyrus.core.extension.ExtendedExtension;
import org.glassfish.tyrus.core.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * Compression of messages (RFC 7692) without a memory for each connection: both sides begin each message again, so a few shared
 * compressors are enough. A message that becomes too large is refused before it is in memory.
 */
final class PermessageDeflate implements ExtendedExtension {
    static final String NAME = "permessage-deflate";

    private static final Set<String> TAKEOVER = Set.of("server_no_context_takeover", "client_no_context_takeover");
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    /** The only window of the JDK's compressor. */
    private static final String WINDOW_BITS = "15";

    private static final String MESSAGE = "message";
    private static final int MIN_FRAME_BYTES = 1 << 10;
    private static final byte CLOSE = 8;
    private static final int INVALID_DATA = 1007;

    private final DeflatePool pool;

    PermessageDeflate(DeflatePool pool) {
        this.pool = pool;
    }

    /** Whether the server can do what a client offers; parameters that it does not know are not acceptable (7.1). */
    static boolean isAcceptable(Extension offer) {
        if (!offer.getName().equals(NAME)) {
            return false;
        }
        List<Parameter> parameters = offer.getParameters();
        Set<String> names = parameters.stream().map(Parameter::getName).collect(Collectors.toSet());
        return names.size() == parameters.size()
                && parameters.stream()
                        .allMatch(parameter -> isAcceptable(
                                parameter.getName().toLowerCase(Locale.ROOT), withoutQuotes(parameter.getValue())));
    }

    private static String withoutQuotes(@Nullable String value) {
        return value == null ? "" : value.replace("\"", "");
    }

    private static boolean isAcceptable(String name, String value) {
        return switch (name) {
            case CLIENT_WINDOW -> value.isEmpty() || value.matches("[89]|1[0-5]");
            case SERVER_WINDOW -> value.equals(WINDOW_BITS);
            default -> TAKEOVER.contains(name) && value.isEmpty();
        };
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public List<Parameter> getParameters() {
        return List.of();
    }

    @Override
    public List<Parameter> onExtensionNegotiation(ExtensionContext context, @Nullable List<Parameter> requested) {
        return TAKEOVER.stream()
                .sorted()
                .<Parameter>map(name -> new TyrusExtension.TyrusParameter(name, null))
                .toList();
    }

    @Override
    public void onHandshakeResponse(ExtensionContext context, List<Parameter> parameters) {
        // Only called in a client.
    }

    /** A frame whose first reserved bit is wrong is passed on with it, and ends the connection. */
    @Override
    public Frame processIncoming(ExtensionContext context, Frame frame) {
        if (frame.isControlFrame()) {
            return frame;
        }
        boolean first = frame.getOpcode() != 0;
        InflatedMessage message;
        if (context.getProperties().get(MESSAGE) instanceof InflatedMessage begun) {
            if (first || frame.isRsv1()) {
                return frame;
            }
            message = begun;
        } else if (first && frame.isRsv1()) {
            message = pool.openMessage();
            context.getProperties().put(MESSAGE, message);
        } else {
            return frame;
        }
        try {
            byte[] text = message.inflate(frame.getPayloadData(), frame.isFin());
            return Frame.builder(frame)
                    .rsv1(false)
                    .payloadLength(text.length)
                    .payloadData(text)
                    .build();
        } catch (DataFormatException e) {
            return close(INVALID_DATA, "the compressed data of a message is not valid");
        } catch (InflatedMessage.TooLargeException e) {
            return close(FrameGuard.TOO_LARGE, e.getMessage());
        } finally {
            if (frame.isFin() || message.isFailed()) {
                context.getProperties().remove(MESSAGE);
                message.close();
            }
        }
    }

    private static Frame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        byte[] payload = ByteBuffer.allocate(Short.BYTES + text.length)
                .putShort((short) code)
                .put(text)
                .array();
        return Frame.builder()
                .fin(true)
                .opcode(CLOSE)
                .payloadLength(payload.length)
                .payloadData(payload)
                .build();
    }

    /** Small messages stay as they are, and so do all while the compressors are busy. */
    @Override
    public Frame processOutgoing(ExtensionContext context, Frame frame) {
        if (frame.isControlFrame()
                || !frame.isFin()
                || frame.getOpcode() == 0
                || frame.getPayloadLength() < MIN_FRAME_BYTES) {
            return frame;
        }
        byte[] data = frame.getPayloadData();
        return pool.deflate(data)
                .filter(compressed -> compressed.length < data.length)
                .map(compressed -> Frame.builder(frame)
                        .rsv1(true)
                        .payloadLength(compressed.length)
                        .payloadData(compressed)
                        .build())
                .orElse(frame);
    }

    @Override
    public void destroy(ExtensionContext context) {
        if (context.getProperties().remove(MESSAGE) instanceof InflatedMessage message) {
            message.close();
        }
    }
}
