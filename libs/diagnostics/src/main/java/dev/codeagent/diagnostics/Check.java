package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.time.Duration;
import java.util.List;

/** Something to look at. It may take its time, but ends when it is interrupted. */
public interface Check {

    /** The name that its findings have, or begin with. */
    String name();

    List<Finding> run() throws InterruptedException;

    /** What to say where no answer came in time. */
    default Finding onTimeout(Duration timeout) {
        return Finding.warn(
                name(),
                "no answer within " + timeout.toSeconds() + " s",
                "it is not known whether this works",
                "look again when the machine is less busy");
    }
}
