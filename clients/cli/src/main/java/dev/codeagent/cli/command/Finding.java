package dev.codeagent.cli.command;

import java.util.Locale;

/**
 * What a check of doctor found.
 *
 * @param advice what to do; empty where all is well
 */
record Finding(Level level, String name, String found, String advice) {
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String name, String found) {
        return new Finding(Level.OK, name, found, "");
    }

    static Finding warn(String name, String found, String advice) {
        return new Finding(Level.WARN, name, found, advice);
    }

    static Finding fail(String name, String found, String advice) {
        return new Finding(Level.FAIL, name, found, advice);
    }

    String word() {
        return level.name().toLowerCase(Locale.ROOT);
    }

    String text() {
        return name + ": " + found + (advice.isEmpty() ? "" : " → " + advice);
    }
}
