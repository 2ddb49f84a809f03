package dev.codeagent.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Which of the JVM's two just-in-time compilers (C1, C2) are used, and from when. */
enum CompilerMode {
    SHIPPED("as shipped"),
    QUICK("C1 alone", "-XX:TieredStopAtLevel=1"),
    BOTH("C1 and C2, Java's default", "-XX:+TieredCompilation");

    private final String description;
    private final List<String> jvmOptions;

    CompilerMode(String description, String... jvmOptions) {
        this.description = description;
        this.jvmOptions = List.of(jvmOptions);
    }

    String description() {
        return description;
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
