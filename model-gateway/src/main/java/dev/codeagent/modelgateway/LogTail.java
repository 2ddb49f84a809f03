package dev.codeagent.modelgateway;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.docker.DockerEngineClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The last output of a container, for error messages. */
final class LogTail {
    private static final int MAX_CHARACTERS = 2000;

    private LogTail() {}

    /** Returns an empty text if the log cannot be read: it explains a failure and must not cause another one. */
    static String read(DockerEngineClient engine, String container, int lines) {
        var text = new StringBuffer();
        try {
            engine.call(
                    "logs",
                    () -> engine.dockerClient()
                            .logContainerCmd(container)
                            .withStdOut(true)
                            .withStdErr(true)
                            .withTail(lines)
                            .exec(new ResultCallback.Adapter<Frame>() {
                                @Override
                                public void onNext(Frame frame) {
                                    text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                                }
                            })
                            .awaitCompletion(5, TimeUnit.SECONDS));
        } catch (AgentException e) {
            return "";
        }
        String output = text.toString().strip();
        return output.substring(Math.max(0, output.length() - MAX_CHARACTERS));
    }
}
