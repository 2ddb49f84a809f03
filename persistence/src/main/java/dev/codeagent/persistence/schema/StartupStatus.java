package dev.codeagent.persistence.schema;

import java.util.logging.Logger;

/**
 * Reports the progress of the startup to the start program. That program reads two system properties, because it shares
 * no class with the application: a note while the startup waits, and the reason of a failure.
 */
final class StartupStatus {
    static final String PROGRESS_PROPERTY = "codeagent.start.note";
    static final String FAILURE_PROPERTY = "codeagent.start.failure";

    private static final Logger LOG = Logger.getLogger(StartupStatus.class.getName());

    private StartupStatus() {}

    static void reportProgress(String message) {
        System.setProperty(PROGRESS_PROPERTY, message);
        LOG.info(message);
    }

    static void reportFailure(String message) {
        System.setProperty(FAILURE_PROPERTY, message);
        LOG.severe(message);
    }
}
