package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.time.Duration;
import java.util.List;

/** A check. It may take long, but ends when its thread is interrupted. */
public interface Check {

    /** The name of its findings, or the prefix of their names. */
    String name();

    List<Finding> run() throws InterruptedException;

    /** The finding to report if the check does not end in time. */
    default Finding onTimeout(Duration timeout) {
        return Finding.warn(
                name(),
                "no answer within " + timeout.toSeconds() + " s",
                "unknown whether this works",
                "repeat the check when the machine is less busy");
    }
}
