package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that the proxies in the environment have valid addresses and accept connections. */
record ProxyCheck(EnvironmentProxySelector proxies) implements Check {
    private static final int TIMEOUT_MILLIS = 3_000;
    private static final String IMPACT = "remote providers cannot be reached";

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<Finding> run() {
        List<EnvironmentProxySelector.Setting> settings = proxies.settings();
        if (settings.isEmpty()) {
            return List.of(Finding.ok(name(), "none is set; connections are direct"));
        }
        var problems = new ArrayList<Finding>();
        for (EnvironmentProxySelector.Setting setting : settings) {
            problem(setting).ifPresent(problems::add);
        }
        return problems.isEmpty() ? List.of(Finding.ok(name(), describe(settings))) : problems.subList(0, 1);
    }

    private String describe(List<EnvironmentProxySelector.Setting> settings) {
        String used = settings.stream()
                .map(s -> s.variable() + " " + s.displayAddress())
                .collect(Collectors.joining(", "));
        return used + (proxies.noProxy().isEmpty() ? "" : "; not for " + proxies.noProxy());
    }

    private Optional<Finding> problem(EnvironmentProxySelector.Setting setting) {
        if (setting.address().isEmpty()) {
            return Optional.of(Finding.fail(
                    name(),
                    setting.variable() + " is not the address of an HTTP proxy",
                    IMPACT,
                    "use the form http://proxy.example:3128 (not socks5, not https) and restart the server"));
        }
        URI address = setting.address().get();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), TIMEOUT_MILLIS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.fail(
                    name(),
                    setting.variable() + " " + setting.displayAddress() + ": " + reason(e),
                    IMPACT,
                    "start that proxy, correct the variable, or unset it; then restart the server"));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.net.UnknownHostException unknown -> "no such host";
            case java.net.SocketTimeoutException late -> "no answer within " + TIMEOUT_MILLIS / 1000 + " s";
            default -> String.valueOf(e.getMessage());
        };
    }
}
