package dev.codeagent.api.diagnostics;

import java.util.Locale;

/**
 * What a check found.
 *
 * @param check what was looked at, e.g. {@code disk}; stable, for programs
 * @param lost what does not work because of it; empty where nothing is
 * @param advice what to do; empty where all is well
 */
public record Finding(String check, Level level, String found, String lost, String advice) {

    /** Well; works with something lost; has to be mended. In this order, so that the worst is the greatest. */
    public enum Level {
        OK,
        WARN,
        FAIL;

        public String lowerCaseName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String check, String found) {
        return new Finding(check, Level.OK, found, "", "");
    }

    public static Finding warn(String check, String found, String lost, String advice) {
        return new Finding(check, Level.WARN, found, lost, advice);
    }

    public static Finding fail(String check, String found, String lost, String advice) {
        return new Finding(check, Level.FAIL, found, lost, advice);
    }
}
