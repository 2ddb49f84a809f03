package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import dev.codeagent.engine.EngineWords;
import dev.codeagent.sandbox.ExecutorLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * The standard streams of a container's main process. When the link is cut the container lives on, and another server can
 * attach to it.
 */
final class ContainerLink implements ExecutorLink {
    private static final Logger LOG = Logger.getLogger(ContainerLink.class.getName());
    private static final long ATTACH_SECONDS = 10;

    private final Engine engine;
    private final String container;
    private final Runnable released;
    private final ByteQueue input = new ByteQueue();
    private final ByteQueue output = new ByteQueue();
    private final ByteQueue errors = new ByteQueue();
    private final Attachment attachment = new Attachment();

    private ContainerLink(Engine engine, String container, Runnable released) {
        this.engine = engine;
        this.container = container;
        this.released = released;
    }

    /**
     * Attaches before the container is started, or while it runs.
     *
     * @param released what is to be done when the container is gone
     */
    static ContainerLink attach(Engine engine, String container, Runnable released) {
        var link = new ContainerLink(engine, container, released);
        engine.ask("attach", () -> {
            engine.client()
                    .attachContainerCmd(container)
                    .withStdIn(link.input.reader())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(link.attachment);
            if (!link.attachment.begun.await(ATTACH_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the engine did not open the streams");
            }
            link.attachment.rethrow();
            return null;
        });
        return link;
    }

    private final class Attachment extends ResultCallback.Adapter<Frame> {
        private final CountDownLatch begun = new CountDownLatch(1);
        private volatile Throwable failure;

        @Override
        public void onStart(java.io.Closeable stream) {
            super.onStart(stream);
            begun.countDown();
        }

        @Override
        public void onNext(Frame frame) {
            // docker-java reads the next piece into the array of a full one.
            byte[] piece = frame.getPayload().clone();
            (frame.getStreamType() == StreamType.STDERR ? errors : output).put(piece);
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
            over();
        }

        @Override
        public void onComplete() {
            over();
        }

        private void over() {
            input.end();
            output.end();
            errors.end();
            begun.countDown();
        }

        void rethrow() throws IOException {
            if (failure != null) {
                throw new IOException(EngineWords.of(failure), failure);
            }
        }
    }

    @Override
    public OutputStream input() {
        return input.writer();
    }

    @Override
    public InputStream output() {
        return output.reader();
    }

    @Override
    public InputStream errors() {
        return errors.reader();
    }

    @Override
    public String ending() {
        try {
            return engine.ending(container).map(ContainerLink::words).orElse("and its container is gone");
        } catch (AgentException e) {
            return "because the engine went away (" + e.getMessage() + ")";
        }
    }

    private static String words(InspectContainerResponse.ContainerState state) {
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
            return "for want of memory (sandbox.memory)";
        }
        return Boolean.TRUE.equals(state.getRunning())
                ? "or its streams were cut"
                : "with exit code " + state.getExitCodeLong();
    }

    /** Cuts the streams; the container is its owner's to remove. */
    void cut() {
        input.end();
        try {
            attachment.close();
        } catch (IOException e) {
            // Nothing is read from it any more.
        }
        attachment.over();
    }

    @Override
    public void destroy() {
        cut();
        try {
            engine.remove(container);
            released.run();
        } catch (AgentException e) {
            // The engine is gone; when it is back, the run's next sandbox or the next start finds what is left.
            LOG.warning("container " + container + " was not removed: " + e.getMessage());
        }
    }
}
