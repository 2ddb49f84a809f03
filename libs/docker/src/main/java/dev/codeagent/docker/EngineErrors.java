package dev.codeagent.docker;

import com.github.dockerjava.api.exception.DockerException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The cause of an error that an engine reports, with the fix if it is known. */
public final class EngineErrors {
    private static final Pattern MESSAGE_FIELD = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");
    private static final String CERTIFICATES = " in DOCKER_CERT_PATH";
    private static final String NO_ENGINE = "start the engine, or correct DOCKER_HOST";
    private static final String CERTIFICATE_NOT_ACCEPTED =
            "if the engine uses TLS, check that it accepts cert.pem" + CERTIFICATES;
    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("no space left on device", "free some space on the engine's disk, e.g. docker system prune"),
            Map.entry("no such file or directory", NO_ENGINE),
            Map.entry("connection refused", NO_ENGINE),
            Map.entry("permission denied", "add the server's user to the group of the engine's socket"),
            Map.entry("no such image", "build or load the image"),
            Map.entry("trust anchor", "ca.pem" + CERTIFICATES + " is not the CA of the engine's certificate"),
            Map.entry("pkix path", "ca.pem" + CERTIFICATES + " is not the CA of the engine's certificate"),
            Map.entry("received fatal alert", CERTIFICATE_NOT_ACCEPTED),
            Map.entry("broken pipe", CERTIFICATE_NOT_ACCEPTED),
            Map.entry("connection reset", CERTIFICATE_NOT_ACCEPTED),
            Map.entry(
                    "to an https server",
                    "set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the directory of the certificates"),
            Map.entry("range of cpus", "set sandbox.cpus to at most the number of processors of the Docker host"),
            Map.entry("could not select device driver", "install the GPU runtime of that vendor on the Docker host"));

    /** Phases that a message identifies more precisely than the failed call. */
    private static final Map<String, Pattern> PHASES = Map.of(
            "disk", Pattern.compile("no space left|disk quota", Pattern.CASE_INSENSITIVE),
            "limits",
                    Pattern.compile(
                            "range of cpus|memory limit|pids limit|ulimit|cgroup|nano ?cpus|shm size|oom.?score",
                            Pattern.CASE_INSENSITIVE),
            "image", Pattern.compile("no such image|manifest|pull access", Pattern.CASE_INSENSITIVE),
            "network", Pattern.compile("network|endpoint|subnet|address pool", Pattern.CASE_INSENSITIVE),
            "engine",
                    Pattern.compile(
                            "connection refused|no such file or directory$|permission denied$|broken pipe|connection reset|trust anchor|pkix",
                            Pattern.CASE_INSENSITIVE));

    private static final List<String> PHASE_ORDER = List.of("disk", "limits", "image", "network", "engine");

    private EngineErrors() {}

    /** The phase that the message is about: disk, limits, image, network or engine; otherwise the phase of the call. */
    static String phase(String message, String call) {
        return PHASE_ORDER.stream()
                .filter(phase -> Objects.requireNonNull(PHASES.get(phase))
                        .matcher(message)
                        .find())
                .findFirst()
                .orElse(call);
    }

    public static String describe(Throwable failure) {
        return withAdvice(rootMessage(failure));
    }

    static String withAdvice(String message) {
        String lowerCase = message.toLowerCase(Locale.ROOT);
        return ADVICE.entrySet().stream()
                .filter(e -> lowerCase.contains(e.getKey()))
                .map(e -> message + "; " + e.getValue())
                .findFirst()
                .orElse(message);
    }

    private static String rootMessage(Throwable failure) {
        if (failure instanceof DockerException e) {
            Matcher message = MESSAGE_FIELD.matcher(String.valueOf(e.getMessage()));
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
