package dev.codeagent.containers.managed;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.docker.EngineErrors;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The output of a program: its beginning and its end, in bounded memory. */
final class HeadTailOutput extends ResultCallback.Adapter<Frame> {
    static final int HEAD_CHARACTERS = 10_000;
    static final int TAIL_CHARACTERS = 20_000;
    private static final int MAX_BYTES_PER_CHARACTER = 4;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ArrayDeque<byte[]> tail = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private long tailBytes;
    private long droppedBytes;

    @Override
    public void onNext(Frame frame) {
        // docker-java reuses the array for the next frame.
        append(frame.getPayload().clone());
    }

    @Override
    public void onError(Throwable throwable) {
        failure = throwable;
        closed.countDown();
    }

    @Override
    public void onComplete() {
        closed.countDown();
    }

    /**
     * Waits until the program closes its streams; returns whether it did so within the limit. The wait methods of
     * docker-java would close the streams.
     */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        boolean ended = closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (failure != null) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "reading the output failed: " + EngineErrors.describe(failure), failure);
        }
        return ended;
    }

    synchronized void append(byte[] chunk) {
        int toHead = Math.min(chunk.length, HEAD_CHARACTERS * MAX_BYTES_PER_CHARACTER - head.size());
        head.write(chunk, 0, toHead);
        if (toHead < chunk.length) {
            byte[] rest = java.util.Arrays.copyOfRange(chunk, toHead, chunk.length);
            tail.add(rest);
            tailBytes += rest.length;
        }
        while (tailBytes - (tail.isEmpty() ? 0 : tail.peek().length)
                >= (long) TAIL_CHARACTERS * MAX_BYTES_PER_CHARACTER) {
            tailBytes -= tail.peek().length;
            droppedBytes += tail.poll().length;
        }
    }

    /** At most 30,000 characters, with a line that contains the number of omitted ones; without trailing whitespace. */
    synchronized String text() {
        var last = new ByteArrayOutputStream();
        if (droppedBytes == 0) {
            last.writeBytes(head.toByteArray());
        }
        tail.forEach(last::writeBytes);
        String end = last.toString(StandardCharsets.UTF_8).stripTrailing();
        if (droppedBytes == 0 && end.length() <= HEAD_CHARACTERS + TAIL_CHARACTERS) {
            return end;
        }
        String beginning = droppedBytes == 0 ? end : head.toString(StandardCharsets.UTF_8);
        long omitted = droppedBytes == 0
                ? end.length() - HEAD_CHARACTERS - TAIL_CHARACTERS
                : droppedBytes + beginning.length() - HEAD_CHARACTERS + end.length() - TAIL_CHARACTERS;
        // The cuts may separate a surrogate pair.
        return UnicodeText.replaceUnpairedSurrogates(beginning.substring(0, HEAD_CHARACTERS) + "\n… " + omitted
                + " characters left out …\n" + end.substring(end.length() - TAIL_CHARACTERS));
    }
}
