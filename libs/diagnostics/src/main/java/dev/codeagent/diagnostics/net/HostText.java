package dev.codeagent.diagnostics.net;

import java.util.regex.Pattern;

/**
 * Tells hosts that every program reads as the same address from those that it may read differently: {@code 0177.0.0.1} is
 * 177.0.0.1 for Java and 127.0.0.1 for curl, so what was checked would not be what is reached. The proxy of sandboxes has
 * the same rule in a program of its own.
 */
public final class HostText {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern DOTTED_DECIMAL = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    /** A host whose last label is a number is no name. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private HostText() {}

    /**
     * Whether it is a number that is not four decimal numbers without leading zeros, or has an empty label, for example
     * after a dot at its end.
     *
     * @param host a name or an address; an IPv6 address with or without brackets
     */
    public static boolean isAmbiguous(String host) {
        if (host.indexOf(':') >= 0) {
            String last = host.substring(host.lastIndexOf(':') + 1).replace("]", "");
            return last.indexOf('.') >= 0 && !DOTTED_DECIMAL.matcher(last).matches();
        }
        if (host.isEmpty() || host.startsWith(".") || host.endsWith(".") || host.contains("..")) {
            return true;
        }
        return NUMBER.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()
                && !DOTTED_DECIMAL.matcher(host).matches();
    }
}
