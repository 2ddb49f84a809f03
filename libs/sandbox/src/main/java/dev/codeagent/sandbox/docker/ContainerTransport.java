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

/**
 * The standard streams of a container's main process. When the link is cut the container lives on, and another server can
 * attach to it.
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
     * Attaches before the container is started, or while it runs.
     *
     * @param onRemoved what is to be done when the container is gone
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
        private volatile Throwable failure;

        @Override
        public void onStart(java.io.Closeable stream) {
            super.onStart(stream);
            attached.countDown();
        }

        @Override
        public void onNext(Frame frame) {
            // docker-java reads the next piece into the array of a full one.
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
                    .orElse("and its container is gone");
        } catch (AgentException e) {
            return "because the engine went away (" + e.getMessage() + ")";
        }
    }

    private static String describeExit(InspectContainerResponse.ContainerState state) {
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
            return "for want of memory (sandbox.memory)";
        }
        return Boolean.TRUE.equals(state.getRunning())
                ? "or its streams were cut"
                : "with exit code " + state.getExitCodeLong();
    }

    /** Cuts the streams; the container is its owner's to remove. */
    void detach() {
        stdin.close();
        try {
            attachment.close();
        } catch (IOException e) {
            // Nothing is read from it any more.
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
            // The engine is gone; when it is back, the run's next sandbox or the next start finds what is left.
            LOG.warning("container " + container + " was not removed: " + e.getMessage());
        }
    }
}
