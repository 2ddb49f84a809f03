package dev.codeagent.containers.own;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.engine.EngineWords;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a program prints: the first and the last of it, in bounded memory. */
final class Captured extends ResultCallback.Adapter<Frame> {
    static final int FIRST = 10_000;
    static final int LAST = 20_000;
    /** A character has at most four bytes. */
    private static final int WIDEST = 4;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ArrayDeque<byte[]> tail = new ArrayDeque<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Throwable failure;
    private long kept;
    private long dropped;

    @Override
    public void onNext(Frame frame) {
        // docker-java reads the next piece into the array of a full one.
        add(frame.getPayload().clone());
    }

    @Override
    public void onError(Throwable throwable) {
        failure = throwable;
        over.countDown();
    }

    @Override
    public void onComplete() {
        over.countDown();
    }

    /** Whether the program has closed its streams within the time; docker-java's own waiting would close them. */
    boolean ended(Duration limit) throws InterruptedException {
        boolean ended = over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (failure != null) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "the output broke off: " + EngineWords.of(failure), failure);
        }
        return ended;
    }

    synchronized void add(byte[] piece) {
        int toHead = Math.min(piece.length, FIRST * WIDEST - head.size());
        head.write(piece, 0, toHead);
        if (toHead < piece.length) {
            byte[] rest = java.util.Arrays.copyOfRange(piece, toHead, piece.length);
            tail.add(rest);
            kept += rest.length;
        }
        while (kept - (tail.isEmpty() ? 0 : tail.peek().length) >= (long) LAST * WIDEST) {
            kept -= tail.peek().length;
            dropped += tail.poll().length;
        }
    }

    /** At most 30,000 characters and a line that says how many are missing; no blank space at the end. */
    synchronized String text() {
        var last = new ByteArrayOutputStream();
        if (dropped == 0) {
            last.writeBytes(head.toByteArray());
        }
        tail.forEach(last::writeBytes);
        String end = last.toString(StandardCharsets.UTF_8).stripTrailing();
        if (dropped == 0 && end.length() <= FIRST + LAST) {
            return end;
        }
        String beginning = dropped == 0 ? end : head.toString(StandardCharsets.UTF_8);
        long between =
                dropped == 0 ? end.length() - FIRST - LAST : dropped + beginning.length() - FIRST + end.length() - LAST;
        return beginning.substring(0, FIRST) + "\n… " + between + " characters left out …\n"
                + end.substring(end.length() - LAST);
    }
}
