package dev.codeagent.persistence.schema;

import java.util.logging.Logger;

/**
 * What the start says to the one who waits for it. The program that started the server reads two system properties,
 * because it shares no class with the application: a note while something is waited for, and why the start failed.
 */
final class StartReport {
    static final String NOTE = "codeagent.start.note";
    static final String FAILURE = "codeagent.start.failure";

    private static final Logger LOG = Logger.getLogger(StartReport.class.getName());

    private StartReport() {}

    static void note(String words) {
        System.setProperty(NOTE, words);
        LOG.info(words);
    }

    static void failure(String words) {
        System.setProperty(FAILURE, words);
        LOG.severe(words);
    }
}
