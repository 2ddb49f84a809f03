package dev.codeagent.bench.load;

import java.util.ArrayList;
import java.util.List;

/** Which of Java's two just-in-time compilers work, and from when. */
enum Compiler {
    SHIPPED("as shipped"),
    QUICK("the quick one alone (C1)", "-XX:TieredStopAtLevel=1"),
    BOTH("both, as Java does by itself", "-XX:+TieredCompilation");

    private final String words;
    private final List<String> choice;

    Compiler(String words, String... choice) {
        this.words = words;
        this.choice = List.of(choice);
    }

    String words() {
        return words;
    }

    /** The server folder's options, with this choice instead of theirs. */
    List<String> in(List<String> shipped) {
        if (this == SHIPPED) {
            return shipped;
        }
        var all = new ArrayList<>(shipped);
        all.removeIf(option -> option.startsWith("-XX:Tier") || option.startsWith("-XX:CompilerDirectives"));
        all.addAll(choice);
        return all;
    }
}
