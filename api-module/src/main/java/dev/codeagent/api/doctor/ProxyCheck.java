package dev.codeagent.api.doctor;

import dev.codeagent.api.net.EnvironmentProxies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The proxies that the environment names: understood, and somebody listens there. */
record ProxyCheck(EnvironmentProxies proxies) implements Check {
    private static final int PATIENCE_MILLIS = 3_000;
    private static final String LOST = "providers beyond this machine cannot be reached";

    @Override
    public String name() {
        return "proxy";
    }

    @Override
    public List<Finding> look() {
        List<EnvironmentProxies.Setting> settings = proxies.settings();
        if (settings.isEmpty()) {
            return List.of(Finding.ok(name(), "none is set; calls go out directly"));
        }
        var problems = new ArrayList<Finding>();
        for (EnvironmentProxies.Setting setting : settings) {
            problem(setting).ifPresent(problems::add);
        }
        return problems.isEmpty() ? List.of(Finding.ok(name(), all(settings))) : problems.subList(0, 1);
    }

    private String all(List<EnvironmentProxies.Setting> settings) {
        String used = settings.stream().map(s -> s.variable() + " " + s.shown()).collect(Collectors.joining(", "));
        return used + (proxies.exceptions().isEmpty() ? "" : "; not for " + proxies.exceptions());
    }

    private Optional<Finding> problem(EnvironmentProxies.Setting setting) {
        if (setting.address().isEmpty()) {
            return Optional.of(Finding.fail(
                    name(),
                    setting.variable() + " is not the address of an HTTP proxy",
                    LOST,
                    "write it as http://proxy.example:3128 (no socks5, no https), and start the server again"));
        }
        URI address = setting.address().get();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE_MILLIS);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Finding.fail(
                    name(),
                    setting.variable() + " " + setting.shown() + ": " + reason(e),
                    LOST,
                    "start that proxy, correct the variable, or unset it; then start the server again"));
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.net.UnknownHostException unknown -> "no such host";
            case java.net.SocketTimeoutException late -> "no answer within " + PATIENCE_MILLIS / 1000 + " s";
            default -> String.valueOf(e.getMessage());
        };
    }
}
