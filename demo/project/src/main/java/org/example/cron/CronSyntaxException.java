package org.example.cron;

/** Thrown for text that is no cron expression; the message names the field and the part that cannot be read. */
public class CronSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public CronSyntaxException(String message) {
        super(message);
    }
}
