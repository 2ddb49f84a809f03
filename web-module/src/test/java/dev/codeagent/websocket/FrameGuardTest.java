package dev.codeagent.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGuardTest {
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int CLOSE = 0x88;

    private final IncomingMemory memory = new IncomingMemory(1 << 20);
    private final AtomicBoolean unread = new AtomicBoolean();
    private final IncomingMemory.Share share = memory.share();
    private final FrameGuard guard = new FrameGuard(unread::get, share);

    private static byte[] frame(int first, int length) {
        var frame = ByteBuffer.allocate(length + 14).put((byte) first);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else if (length < 1 << 16) {
            frame.put((byte) 0xfe).putShort((short) length);
        } else {
            frame.put((byte) 0xff).putLong(length);
        }
        frame.putInt(0x01020304);
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        return Arrays.copyOf(frame.put(payload).array(), frame.position());
    }

    private static byte[] header(long length) {
        return ByteBuffer.allocate(14)
                .put((byte) TEXT)
                .put((byte) 0xff)
                .putLong(length)
                .array();
    }

    private byte[] pass(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            guard.filter(ByteBuffer.wrap(part), out);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** What the container gets if the guard ends the connection: a masked close frame. */
    private static int closeCode(byte[] passed) {
        assertThat(passed[0] & 0xff).isEqualTo(CLOSE);
        assertThat(passed.length).isEqualTo(6 + (passed[1] & 0x7f)).isLessThan(132);
        return ByteBuffer.wrap(passed, 6, Short.BYTES).getShort();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 200_000})
    void passesOnValidFramesHoweverTheyArrive(int length) {
        byte[] frames = join(frame(TEXT, length), frame(PING, 5), frame(TEXT, 3));

        assertThat(pass(frames)).isEqualTo(frames);
        var random = new Random(length);
        var out = new ByteArrayOutputStream();
        for (int from = 0; from < frames.length; ) {
            int to = Math.min(frames.length, from + 1 + random.nextInt(1 + random.nextInt(9_000)));
            guard.filter(ByteBuffer.wrap(frames, from, to - from), out);
            from = to;
        }
        assertThat(out.toByteArray()).isEqualTo(frames);
        assertThat(share.held()).isZero();
    }

    @Test
    void endsTheConnectionAtAFrameWithoutMask() {
        byte[] valid = frame(TEXT, 10);

        byte[] passed = pass(valid, new byte[] {(byte) TEXT, 2, '{', '}'}, frame(TEXT, 4));

        assertThat(Arrays.copyOf(passed, valid.length)).isEqualTo(valid);
        assertThat(closeCode(Arrays.copyOfRange(passed, valid.length, passed.length)))
                .isEqualTo(1002);
        assertThat(pass(valid)).as("the rest is not read").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x08, 0x09, 0x0a, 0x0f})
    void endsTheConnectionAtAnInvalidControlFrame(int opcode) {
        assertThat(closeCode(pass(frame(opcode, 0)))).as("a fragment").isEqualTo(1002);
        assertThat(closeCode(new FrameGuardTest().pass(frame(0x80 | opcode, 126))))
                .as("126 bytes")
                .isEqualTo(1002);
    }

    @Test
    void endsTheConnectionBeforeALargeFrameIsReceived() {
        assertThat(closeCode(new FrameGuardTest().pass(header(Long.MIN_VALUE)))).isEqualTo(1002);
        assertThat(closeCode(new FrameGuardTest().pass(header(-1)))).isEqualTo(1002);
        assertThat(closeCode(new FrameGuardTest().pass(header(Long.MAX_VALUE)))).isEqualTo(1009);
        assertThat(closeCode(new FrameGuardTest().pass(header(FrameGuard.MAX_FRAME_BYTES + 1))))
                .isEqualTo(1009);
    }

    @Test
    void limitsTheMemoryOfAllUnfinishedFrames() {
        byte[] large = frame(TEXT, 600_000);
        byte[] unfinished = Arrays.copyOf(large, large.length - 1);
        var other = new FrameGuard(() -> false, memory.share());
        var out = new ByteArrayOutputStream();

        assertThat(pass(unfinished)).as("nothing before the frame is complete").isEmpty();
        other.filter(ByteBuffer.wrap(unfinished), out);

        assertThat(closeCode(out.toByteArray())).isEqualTo(1009);
        assertThat(pass(new byte[] {large[large.length - 1]})).isEqualTo(large);
        var next = new FrameGuard(() -> false, memory.share());
        var all = new ByteArrayOutputStream();
        next.filter(ByteBuffer.wrap(large), all);
        assertThat(all.toByteArray()).as("the memory is free again").isEqualTo(large);
    }

    @Test
    void leavesOutPingsThatTheClientDoesNotReadTheAnswersOf() {
        unread.set(true);
        assertThat(pass(frame(PING, 100), frame(TEXT, 7), frame(PING, 0))).isEqualTo(frame(TEXT, 7));
        unread.set(false);
        assertThat(pass(frame(PING, 100))).isEqualTo(frame(PING, 100));
    }

    @Test
    void readsNothingAfterACloseFrame() {
        byte[] close = frame(CLOSE, 2);

        assertThat(pass(close, frame(TEXT, 5))).isEqualTo(close);
        assertThat(new FrameGuardTest().pass(frame(CLOSE, 0), "x".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(frame(CLOSE, 0));
    }
}
