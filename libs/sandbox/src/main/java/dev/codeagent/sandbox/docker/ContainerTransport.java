package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.DockerEngineClient;
import dev.codeagent.docker.EngineErrors;
import dev.codeagent.sandbox.ExecutorTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The standard streams of the main process of a container. The container keeps running when they are closed, and
 * another server can attach to it.
 */
final class ContainerTransport implements ExecutorTransport {
    private static final Logger LOG = Logger.getLogger(ContainerTransport.class.getName());
    private static final long ATTACH_TIMEOUT_SECONDS = 10;

    private final DockerEngineClient engine;
    private final String container;
    private final Runnable onRemoved;
    private final BytePipe stdin = new BytePipe();
    private final BytePipe stdout = new BytePipe();
    private final BytePipe stderr = new BytePipe();
    private final Attachment attachment = new Attachment();

    private ContainerTransport(DockerEngineClient engine, String container, Runnable onRemoved) {
        this.engine = engine;
        this.container = container;
        this.onRemoved = onRemoved;
    }

    /**
     * Attaches to a container before it starts, or while it runs.
     *
     * @param onRemoved runs when the container is removed
     */
    static ContainerTransport attach(DockerEngineClient engine, String container, Runnable onRemoved) {
        var transport = new ContainerTransport(engine, container, onRemoved);
        engine.call("attach", () -> {
            engine.dockerClient()
                    .attachContainerCmd(container)
                    .withStdIn(transport.stdin.inputStream())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(transport.attachment);
            if (!transport.attachment.attached.await(ATTACH_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the engine did not open the streams");
            }
            transport.attachment.throwIfFailed();
            return null;
        });
        return transport;
    }

    private final class Attachment extends ResultCallback.Adapter<Frame> {
        private final CountDownLatch attached = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;

        @Override
        public void onStart(java.io.Closeable stream) {
            super.onStart(stream);
            attached.countDown();
        }

        @Override
        public void onNext(Frame frame) {
            // docker-java reuses the array for the next frame.
            byte[] chunk = frame.getPayload().clone();
            (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).put(chunk);
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
            closeStreams();
        }

        @Override
        public void onComplete() {
            closeStreams();
        }

        private void closeStreams() {
            stdin.close();
            stdout.close();
            stderr.close();
            attached.countDown();
        }

        void throwIfFailed() throws IOException {
            if (failure != null) {
                throw new IOException(EngineErrors.describe(failure), failure);
            }
        }
    }

    @Override
    public OutputStream stdin() {
        return stdin.outputStream();
    }

    @Override
    public InputStream stdout() {
        return stdout.inputStream();
    }

    @Override
    public InputStream stderr() {
        return stderr.inputStream();
    }

    @Override
    public String exitDescription() {
        try {
            return engine.exitState(container)
                    .map(ContainerTransport::describeExit)
                    .orElse("and its container no longer exists");
        } catch (AgentException e) {
            return "because the engine is not reachable (" + e.getMessage() + ")";
        }
    }

    private static String describeExit(InspectContainerResponse.ContainerState state) {
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
            return "because it ran out of memory (sandbox.memory)";
        }
        return Boolean.TRUE.equals(state.getRunning())
                ? "or its streams were closed"
                : "with exit code " + state.getExitCodeLong();
    }

    /** Closes the streams without removing the container. */
    void detach() {
        stdin.close();
        try {
            attachment.close();
        } catch (IOException e) {
            // The stream is no longer read.
        }
        attachment.closeStreams();
    }

    @Override
    public void destroy() {
        detach();
        try {
            engine.removeContainer(container);
            onRemoved.run();
        } catch (AgentException e) {
            // The engine is not reachable; later, the next sandbox of the run or the next server start removes the
            // container.
            LOG.warning("container not removed container=" + container + " error=" + e.getMessage());
        }
    }
}
