package org.example.cron;

import java.util.Arrays;
import java.util.Optional;

/** Names that stand for whole expressions. */
enum Macro {
    YEARLY("@yearly", "0 0 1 1 *"),
    ANNUALLY("@annually", "0 0 1 1 *"),
    MONTHLY("@monthly", "0 0 1 * *"),
    WEEKLY("@weekly", "0 0 * * 0"),
    DAILY("@daily", "0 0 * * *"),
    MIDNIGHT("@midnight", "0 0 * * *"),
    HOURLY("@hourly", "0 * * * *");

    private final String word;
    private final String expression;

    Macro(String word, String expression) {
        this.word = word;
        this.expression = expression;
    }

    String expression() {
        return expression;
    }

    static Optional<Macro> find(String text) {
        return Arrays.stream(values()).filter(m -> m.word.equalsIgnoreCase(text)).findFirst();
    }
}
