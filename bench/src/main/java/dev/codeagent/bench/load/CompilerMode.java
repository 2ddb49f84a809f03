package dev.codeagent.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which of the JVM's two just-in-time compilers (C1, C2) are used, and from when. */
enum CompilerMode {
    SHIPPED,
    QUICK("-XX:TieredStopAtLevel=1"),
    BOTH("-XX:+TieredCompilation");

    private final List<String> jvmOptions;

    CompilerMode(String... jvmOptions) {
        this.jvmOptions = List.of(jvmOptions);
    }

    /** The prefix of its keys in the RESULT line. */
    String resultName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the shipped JVM options with this compiler choice instead of theirs. */
    List<String> applyTo(List<String> shippedOptions) {
        if (this == SHIPPED) {
            return shippedOptions;
        }
        var all = new ArrayList<>(shippedOptions);
        all.removeIf(option -> option.startsWith("-XX:Tier") || option.startsWith("-XX:CompilerDirectives"));
        all.addAll(jvmOptions);
        return all;
    }
}
