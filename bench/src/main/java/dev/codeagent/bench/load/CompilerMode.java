package dev.codeagent.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Which of Java's two just-in-time compilers work, and from when. */
enum CompilerMode {
    SHIPPED("as shipped"),
    QUICK("the quick one alone (C1)", "-XX:TieredStopAtLevel=1"),
    BOTH("both, as Java does by itself", "-XX:+TieredCompilation");

    private final String description;
    private final List<String> jvmOptions;

    CompilerMode(String description, String... jvmOptions) {
        this.description = description;
        this.jvmOptions = List.of(jvmOptions);
    }

    String description() {
        return description;
    }

    /** The server folder's options, with this choice instead of theirs. */
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
