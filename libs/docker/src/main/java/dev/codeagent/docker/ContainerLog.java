package dev.codeagent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Reads the output of containers as text, without a limit of its size. */
public final class ContainerLog {
    private static final long READ_TIMEOUT_SECONDS = 20;
    private static final long TAIL_TIMEOUT_SECONDS = 5;

    private ContainerLog() {}

    /** The standard output until now, as far as the engine delivers it in time. */
    public static String readStandardOutput(DockerEngineClient engine, String container) {
        return engine.call("log", () -> {
            var output = new Output();
            command(engine, container).exec(output).awaitCompletion(READ_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return output.text();
        });
    }

    /** The whole standard output of a container that was just started; waits until the container ends. */
    public static String awaitStandardOutput(DockerEngineClient engine, String container) {
        return engine.call("start", () -> {
            var output = new Output();
            command(engine, container).withFollowStream(true).exec(output).awaitCompletion();
            return output.text();
        });
    }

    /** The last lines of both output streams, as far as the engine delivers them in time. */
    public static String readTail(DockerEngineClient engine, String container, int lines) {
        return engine.call("logs", () -> {
            var output = new Output();
            command(engine, container)
                    .withStdErr(true)
                    .withTail(lines)
                    .exec(output)
                    .awaitCompletion(TAIL_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return output.text();
        });
    }

    private static LogContainerCmd command(DockerEngineClient engine, String container) {
        return engine.dockerClient().logContainerCmd(container).withStdOut(true);
    }

    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void onNext(Frame frame) {
            bytes.writeBytes(frame.getPayload());
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
