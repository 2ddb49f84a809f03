package dev.codeagent.websocket;

import dev.codeagent.proxy.ForwardedRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.eclipse.microprofile.config.ConfigProvider;

/** Which clients may compress their messages and get compressed ones, if they offer it. */
enum CompressionPolicy {
    /** Those on other machines: between programs of one machine compression only costs time. */
    REMOTE,
    ALWAYS,
    NEVER;

    /** The configuration checks the value; Payara Server may have another one. */
    static CompressionPolicy configured() {
        String value = ConfigProvider.getConfig()
                .getOptionalValue("gateway.compression", String.class)
                .orElse("remote");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "always" -> ALWAYS;
            case "never" -> NEVER;
            default -> REMOTE;
        };
    }

    boolean allows(HttpServletRequest request) {
        return switch (this) {
            case ALWAYS -> true;
            case NEVER -> false;
            case REMOTE -> !isLoopback(ForwardedRequest.of(request).client());
        };
    }

    /** An address as text; a name is none of this machine. */
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }
}
