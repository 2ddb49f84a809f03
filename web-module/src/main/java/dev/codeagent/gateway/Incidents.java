package dev.codeagent.gateway;

import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Logs what nobody expected, under an id that the caller is told instead of a stack trace. */
final class Incidents {
    private static final Logger LOG = Logger.getLogger(Incidents.class.getName());

    private Incidents() {}

    static String log(String where, Throwable cause) {
        String id = "incident-" + UUID.randomUUID().toString().substring(0, 8);
        LOG.log(Level.SEVERE, id + " where=" + where, cause);
        return id;
    }
}
