package dev.codeagent.bench.escapes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an escape shows. All are looked for after every case; the one that a case names, its control must show. */
enum EscapeSignal {
    /** The case's own word is in what it printed: it calls {@code won} only where its try worked. */
    PRINTS,
    /** The secret of a file, a process or a service of the host is in what came back. */
    READS,
    /** A file of the host's is there that only the case makes, or one of the host's was changed. */
    CREATES,
    /** A service of the host was sent the case's token. */
    REACHES,
    /** A process with the case's mark lives on after its call, or after the sandbox. */
    OUTLIVES,
    /** A control character is in the text that a terminal is given. */
    RAW,
    /** The host came short of memory or disk, and the benchmark had to end the sandbox. */
    HARMS,
    /** The call came to no end within the case's time. */
    HANGS;

    String yamlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<EscapeSignal> find(String yamlName) {
        return Arrays.stream(values())
                .filter(s -> s.yamlName().equals(yamlName))
                .findFirst();
    }
}
