package dev.codeagent.api.doctor;

import java.time.Duration;
import java.util.List;

/** Something to look at. It may take its time, but ends when it is interrupted. */
public interface Check {

    /** The name that its findings have, or begin with. */
    String name();

    List<Finding> look() throws InterruptedException;

    /** What to say where no answer came in time. */
    default Finding late(Duration limit) {
        return Finding.warn(
                name(),
                "no answer within " + limit.toSeconds() + " s",
                "it is not known whether this works",
                "look again when the machine is less busy");
    }
}
