package dev.codeagent.engine;

import com.github.dockerjava.api.exception.DockerException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an engine's complaint means, with what to do where that is known. */
public final class EngineWords {
    private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Map<String, String> ADVICE = Map.of(
            "no space left on device", "free some space on the engine's disk, e.g. docker system prune",
            "No such file or directory", "start the engine, or correct DOCKER_HOST",
            "Connection refused", "start the engine, or correct DOCKER_HOST",
            "Permission denied", "add the server's user to the group of the engine's socket",
            "No such image", "build or load the image",
            "could not select device driver", "install the GPU runtime of that vendor on the engine's machine");

    private EngineWords() {}

    public static String of(Throwable failure) {
        String words = innermost(failure);
        return ADVICE.entrySet().stream()
                .filter(e -> words.toLowerCase(java.util.Locale.ROOT)
                        .contains(e.getKey().toLowerCase(java.util.Locale.ROOT)))
                .map(e -> words + "; " + e.getValue())
                .findFirst()
                .orElse(words);
    }

    private static String innermost(Throwable failure) {
        if (failure instanceof DockerException e) {
            Matcher message = MESSAGE.matcher(String.valueOf(e.getMessage()));
            return message.find()
                    ? message.group(1).replace("\\\"", "\"").replace("\\n", " ").strip()
                    : String.valueOf(e.getMessage()).strip();
        }
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
