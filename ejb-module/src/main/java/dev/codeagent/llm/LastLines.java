package dev.codeagent.llm;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** What a container printed last, for people. */
final class LastLines {
    private static final int MOST = 2000;

    private LastLines() {}

    /** Empty where it cannot be had: this explains a failure, it shall not be another. */
    static String of(Engine engine, String container, int lines) {
        var text = new StringBuffer();
        try {
            engine.ask(
                    "logs",
                    () -> engine.client()
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
        String all = text.toString().strip();
        return all.substring(Math.max(0, all.length() - MOST));
    }
}
