package dev.codeagent.cli.conformance;

import dev.codeagent.cli.conformance.Frames.Frame;
import dev.codeagent.cli.conformance.ScriptedConnection.CloseRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** The frames of a client as a server sees them: messages and control frames. What a client must not send ends the connection. */
final class ScriptedFrames {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_DATA = 1007;
    private static final int TOO_LARGE = 1009;
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_CONTROL_BYTES = 125;

    private final Frames frames;
    private final boolean compression;
    private final ScriptedGateway.Script script;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private Optional<Frame> first = Optional.empty();

    /** @param compression whether the client may compress its messages */
    ScriptedFrames(Frames frames, boolean compression, ScriptedGateway.Script script) {
        this.frames = frames;
        this.compression = compression;
        this.script = script;
    }

    /** The next message, as one frame, or the next control frame. */
    Frame read() throws IOException {
        while (true) {
            Frame frame = readFrame();
            if (frame.opcode() >= Frames.CLOSE) {
                return frame;
            }
            if (first.isEmpty()) {
                first = Optional.of(frame);
            }
            message.write(frame.payload());
            if (message.size() > MAX_BYTES) {
                throw new CloseRequest(TOO_LARGE);
            }
            if (frame.last() || script.leavesOut("frames.fragments")) {
                return finishMessage();
            }
        }
    }

    private Frame finishMessage() throws IOException {
        Frame begin = first.orElseThrow();
        byte[] payload = message.toByteArray();
        first = Optional.empty();
        message.reset();
        if (begin.reserved() == Frames.COMPRESSED && compression) {
            payload = decompress(payload);
        }
        return new Frame(begin.opcode(), true, 0, true, payload);
    }

    private byte[] decompress(byte[] payload) throws IOException {
        try {
            return Deflate.decompress(payload, script.leavesOut("compression.bomb") ? Integer.MAX_VALUE : MAX_BYTES);
        } catch (Frames.LengthException e) {
            throw new CloseRequest(TOO_LARGE);
        } catch (IOException e) {
            throw new CloseRequest(INVALID_DATA);
        }
    }

    private Frame readFrame() throws IOException {
        Frame frame;
        try {
            frame = frames.read();
        } catch (Frames.LengthException e) {
            throw new CloseRequest(script.leavesOut("frames.length") ? 1000 : TOO_LARGE);
        }
        if (violation(frame)) {
            throw new CloseRequest(PROTOCOL_ERROR);
        }
        return frame;
    }

    private boolean violation(Frame frame) {
        boolean control = frame.opcode() >= Frames.CLOSE;
        boolean continuation = frame.opcode() == Frames.CONTINUATION;
        boolean compressed = compression && !control && !continuation && frame.reserved() == Frames.COMPRESSED;
        return isFound("frames.unmasked", !frame.masked())
                || isFound("frames.reserved-bits", frame.reserved() != 0 && !compressed)
                || isFound("frames.reserved-opcode", isReserved(frame.opcode()))
                || isFound("frames.control", control && (!frame.last() || frame.payload().length > MAX_CONTROL_BYTES))
                || isFound("frames.order", !control && continuation == first.isEmpty())
                || isFound("frames.close-code", frame.opcode() == Frames.CLOSE && !isCloseCode(frame));
    }

    private boolean isFound(String duty, boolean violated) {
        return violated && !script.leavesOut(duty);
    }

    private static boolean isReserved(int opcode) {
        return opcode > Frames.BINARY && opcode < Frames.CLOSE || opcode > Frames.PONG;
    }

    /** The codes of RFC 6455, 7.4. */
    private static boolean isCloseCode(Frame frame) {
        int code = frame.closeCode();
        boolean registered = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
        return frame.payload().length == 0 || registered || code >= 3000 && code <= 4999;
    }
}
