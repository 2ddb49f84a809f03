package dev.codeagent.bench.escapes;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A signal of an escape. All are checked after every case; the control of a case must show the one that the case names.
 */
enum EscapeSignal {
    /** The output contains the success marker of the case, which calls {@code won} only if the attempt worked. */
    PRINTS,
    /** The output contains the secret of a file, a process or a service of the host. */
    READS,
    /** A file that only the case creates exists on the host, or a file of the host was changed. */
    CREATES,
    /** A service of the host received the token of the case. */
    REACHES,
    /** A process with the mark of the case survives its call or the sandbox. */
    OUTLIVES,
    /** The text for a terminal contains a control character. */
    RAW,
    /** The host ran short of memory or disk, and the benchmark stopped the sandbox. */
    HARMS,
    /** The call did not end within the time limit of the case. */
    HANGS;

    String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> yamlNames() {
        return Arrays.stream(values()).map(EscapeSignal::yamlName).toList();
    }

    static Optional<EscapeSignal> find(String yamlName) {
        return Arrays.stream(values())
                .filter(s -> s.yamlName().equals(yamlName))
                .findFirst();
    }
}
